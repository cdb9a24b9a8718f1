package insight

import (
	"slices"

	"belvo-emulator/emulator/internal/belvo"
)

// rhythm is how often something happens.
type rhythm string

const (
	single      rhythm = "SINGLE"
	irregular   rhythm = "IRREGULAR"
	weekly      rhythm = "WEEKLY"
	fortnightly rhythm = "FORTNIGHTLY"
	monthly     rhythm = "MONTHLY"
)

func (r rhythm) regular() bool { return r == weekly || r == fortnightly || r == monthly }

// rhythmOf finds the rhythm of days, the oldest first: that of the median gap between them, if two of
// three gaps keep to it. Less than three times are no rhythm. Deviation: the limits are ours; they
// allow for what falls on a weekend being moved.
func rhythmOf(days []belvo.Date) rhythm {
	switch len(days) {
	case 0, 1:
		return single
	case 2:
		return irregular
	}
	gaps := make([]float64, len(days)-1)
	for i := range gaps {
		gaps[i] = float64(days[i+1] - days[i])
	}
	beat := rhythmOfGap(median(gaps))
	kept := len(slices.DeleteFunc(gaps, func(gap float64) bool { return rhythmOfGap(gap) != beat }))
	if kept*3 < (len(days)-1)*2 {
		return irregular
	}
	return beat
}

func rhythmOfGap(days float64) rhythm {
	switch {
	case days >= 5 && days <= 9:
		return weekly
	case days >= 12 && days <= 18:
		return fortnightly
	case days >= 25 && days <= 36:
		return monthly
	}
	return irregular
}
