package cli

import (
	"fmt"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/contact"
)

// completions are the scripts for shells. They ask the program itself, so that they never grow old:
// "__complete WORDS" prints what the last of the words may become, each with what it means behind a tab,
// and nothing where it may be a file.
var completions = map[string]string{
	"bash": `_belvo_emulator() {
  local IFS=$'\n'
  COMPREPLY=($("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f 1))
}
complete -o default -F _belvo_emulator belvo-emulator
`,
	"zsh": `#compdef belvo-emulator
_belvo_emulator() {
  local -a found
  found=("${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found" ]]; then
    found=("${(@)found//:/\\:}")
    found=("${(@)found/$'\t'/:}")
    _describe 'belvo-emulator' found
  else
    _files
  fi
}
compdef _belvo_emulator belvo-emulator
`,
	"fish": `function __belvo_emulator_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l found ($words[1] __complete $words[2..-1] 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c belvo-emulator -f -a '(__belvo_emulator_complete)'
`,
}

// completion prints the script for a shell.
func completion(c *call) error {
	script, known := completions[c.args[0]]
	if !known {
		return usageError(fmt.Sprintf("completion: there is none for %q, only for bash, zsh and fish", c.args[0]))
	}
	c.print(script)
	return nil
}

// candidate is what a word may become.
type candidate struct{ word, what string }

// complete prints the candidates for the last word.
func complete(c *call) error {
	var b strings.Builder
	for _, one := range candidates(c.args) {
		fmt.Fprintf(&b, "%s\t%s\n", one.word, one.what)
	}
	if b.Len() > 0 {
		c.print(b.String())
	}
	return nil
}

// candidates are the candidates for the last of the words behind the program's name.
func candidates(words []string) []candidate {
	if len(words) == 0 {
		return nil
	}
	last, before := words[len(words)-1], words[:len(words)-1]
	var all []candidate
	cmd, rest := command{}, before
	if len(before) == 0 && !strings.HasPrefix(last, "-") {
		all = commandCandidates()
	} else {
		var err error
		if cmd, rest, err = choose(before); err != nil {
			return nil
		}
		all = cmd.candidates(rest, last)
	}
	return slices.DeleteFunc(all, func(one candidate) bool { return !strings.HasPrefix(one.word, last) })
}

// commandCandidates are the commands.
func commandCandidates() []candidate {
	var all []candidate
	for _, cmd := range commands() {
		if !cmd.hidden {
			all = append(all, candidate{cmd.name, cmd.summary})
		}
	}
	return all
}

// candidates are what may follow these words of the command. Behind "--", and behind the first argument
// of a command that runs another program, everything is that program's.
func (cmd command) candidates(before []string, last string) []candidate {
	arguments := 0
	for i := 0; i < len(before); i++ {
		name, isFlag := strings.CutPrefix(before[i], "-")
		if before[i] == "--" || !isFlag && cmd.foreign {
			return nil
		}
		if !isFlag {
			arguments++
			continue
		}
		o, takesNext := cmd.flagNamed(strings.TrimPrefix(name, "-"))
		if !takesNext {
			continue
		}
		if i == len(before)-1 {
			return words(o.arg, "")
		}
		i++
	}
	if strings.HasPrefix(last, "-") {
		return cmd.flagCandidates()
	}
	if cmd.max >= 0 && arguments >= cmd.max {
		return nil
	}
	switch cmd.name {
	case "help":
		return commandCandidates()
	case "trigger":
		return eventCandidates()
	}
	return words(strings.Trim(cmd.args, "[]"), "")
}

// flagNamed returns the option of a flag, and whether the next word is its value.
func (cmd command) flagNamed(name string) (option, bool) {
	for _, o := range cmd.options {
		if o.name == name || o.short() == name {
			return o, o.arg != ""
		}
	}
	return option{}, false
}

// flagCandidates are the flags of the command.
func (cmd command) flagCandidates() []candidate {
	all := []candidate{{"--help", "explain the command"}}
	for _, o := range cmd.options {
		all = append(all, candidate{"--" + o.name, o.help})
	}
	return all
}

// eventCandidates are the events of trigger.
func eventCandidates() []candidate {
	var all []candidate
	for _, e := range contact.BankEvents() {
		all = append(all, candidate{e.Name, e.What})
	}
	return all
}

// words are the alternatives of an argument such as text|json; none for one that stands for anything.
func words(arg, what string) []candidate {
	if !strings.Contains(arg, "|") {
		return nil
	}
	var all []candidate
	for word := range strings.SplitSeq(arg, "|") {
		all = append(all, candidate{word, what})
	}
	return all
}
