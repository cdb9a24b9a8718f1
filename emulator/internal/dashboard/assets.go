package dashboard

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"belvo-emulator/emulator/internal/asset"
)

// files are what is compressed already. The texts are in one file that a test packs, because they take a
// third of the room so and the program is to stay small.
//
//go:embed assets/fonts/*.woff2 assets/vendor/*.gz packed.json.gz
var files embed.FS

// packedTexts is the file with all texts of assets, by their paths.
const packedTexts = "packed.json.gz"

// texts unpacks them when one is first asked for.
var texts = sync.OnceValue(func() map[string]string {
	packed, _ := files.ReadFile(packedTexts) // it is embedded
	return asset.Texts(packed)
})

// readFile returns a file of assets, nil if there is none.
func readFile(name string) []byte {
	if text, found := texts()[name]; found {
		return []byte(text)
	}
	data, err := files.ReadFile(name)
	if err != nil {
		return nil
	}
	return data
}

// assetsPrefix is what the paths of all files begin with; the build's name follows.
const assetsPrefix = Path + "assets/"

// stylesheet is all files of assets/css as one, in the order of their names, but for those of single views.
const stylesheet = "css/app.css"

// viewStyles is the folder of the stylesheets that load with their view.
const viewStyles = "css/views/"

// Marks in page.html that are filled in.
const (
	markBase    = "{{assets}}"  // where this build's files are
	markPreload = "{{preload}}" // the modules that the first page needs, so that they load at once
)

// assets are the embedded files. Each is compressed when it is first asked for, once.
type assets struct {
	build    func() string
	page     func() *asset.File
	licences func() *asset.File
	phone    func() *asset.File

	mu    sync.Mutex
	files map[string]func() *asset.File
}

func newAssets() *assets {
	a := &assets{files: map[string]func() *asset.File{}, build: sync.OnceValue(buildName)}
	a.page = sync.OnceValue(func() *asset.File { return asset.New("page.html", a.fillPage()) })
	a.phone = sync.OnceValue(func() *asset.File {
		page := readFile("assets/phone.html")
		return asset.New("phone.html", bytes.ReplaceAll(page, []byte(markBase), []byte(assetsPrefix+a.build()+"/")))
	})
	a.licences = sync.OnceValue(func() *asset.File { return asset.New("licences.txt", allLicences()) })
	return a
}

// read returns a file's bytes, nil if there is none of the name that is served.
func read(name string) []byte {
	if name == stylesheet {
		return allStyles()
	}
	served := slices.Contains([]string{".js", ".woff2", ".svg"}, path.Ext(name)) || strings.HasPrefix(name, viewStyles)
	if !served {
		return nil
	}
	if data := readFile("assets/" + name); data != nil {
		return data
	}
	return unpack("assets/" + name + ".gz")
}

// unpack returns what a compressed file has, nil if there is no such file.
func unpack(name string) []byte {
	packed, err := files.ReadFile(name)
	if err != nil {
		return nil
	}
	data, _ := asset.Unpack(packed) // a test holds that it is right
	return data
}

// get returns a file, nil if there is none of the name.
func (a *assets) get(name string) *asset.File {
	data := read(name)
	if data == nil {
		return nil
	}
	a.mu.Lock()
	if a.files[name] == nil {
		a.files[name] = sync.OnceValue(func() *asset.File { return asset.New(name, data) })
	}
	made := a.files[name]
	a.mu.Unlock()
	return made()
}

// buildName is a name that changes with any of the files.
func buildName() string {
	sum := sha256.New()
	for _, name := range namesOf("") {
		data := readFile(name)
		sum.Write([]byte(name))
		sum.Write(data)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// namesOf lists the embedded files whose names end in a way, sorted.
func namesOf(ending string) (names []string) {
	add := func(name string) {
		if strings.HasSuffix(name, ending) {
			names = append(names, name)
		}
	}
	for name := range texts() {
		add(name)
	}
	_ = fs.WalkDir(files, "assets", func(name string, entry fs.DirEntry, _ error) error {
		if !entry.IsDir() {
			add(name)
		}
		return nil
	})
	slices.Sort(names)
	return names
}

// allStyles joins the stylesheets.
func allStyles() []byte {
	var all bytes.Buffer
	for _, name := range namesOf(".css") {
		if strings.HasPrefix(name, "assets/"+viewStyles) {
			continue
		}
		data := readFile(name)
		all.Write(data)
	}
	return all.Bytes()
}

// firstModules are the modules that every page needs: all but the views, which load when they are shown.
func firstModules() (names []string) {
	for _, name := range namesOf(".js") {
		name = strings.TrimPrefix(name, "assets/")
		library := slices.Contains([]string{"vendor/preact.js", "vendor/hooks.js", "vendor/htm.js"}, name)
		if library || strings.HasPrefix(name, "js/lib/") || strings.HasPrefix(name, "js/shell/") {
			names = append(names, name)
		}
	}
	return names
}

// fillPage is the page with this build's paths in it.
func (a *assets) fillPage() []byte {
	base := assetsPrefix + a.build() + "/"
	var preload strings.Builder
	for _, name := range firstModules() {
		preload.WriteString(`<link rel="modulepreload" href="` + base + name + "\">\n")
	}
	page := readFile("assets/page.html")
	filled := strings.ReplaceAll(string(page), markPreload, strings.TrimSuffix(preload.String(), "\n"))
	return []byte(strings.ReplaceAll(filled, markBase, base))
}

// allLicences is the list of what is of others, and each licence.
func allLicences() []byte {
	all := bytes.NewBuffer(readFile("assets/licences.txt"))
	for _, name := range namesOf(".txt") {
		if !strings.HasPrefix(path.Base(name), "LICENSE") {
			continue
		}
		data := readFile(name)
		all.WriteString("\n\n==== " + strings.TrimPrefix(name, "assets/") + " ====\n\n")
		all.Write(data)
	}
	all.WriteString("\n\n")
	all.Write(unpack("assets/vendor/LICENSES.txt.gz"))
	return all.Bytes()
}
