package explore

import (
	"belvo-emulator/emulator/internal/explore/judge"
	"belvo-emulator/emulator/internal/explore/search"
	"belvo-emulator/emulator/internal/story"
)

// breaks says whether a story breaks the same rule at the same place.
func (x *explorer) breaks(told story.Story, rule judge.Rule, place string) (*judge.Breach, error) {
	got, err := x.run(told)
	if err != nil {
		return nil, err
	}
	x.report.Extra++
	if idle(told, got.Report) != "" {
		return nil, nil
	}
	for _, b := range x.breaches(told, got) {
		if b.Rule == rule && b.Place == place {
			return &b, nil
		}
	}
	return nil, nil
}

// shrink makes a story as short as it can be, and then as plain.
func (x *explorer) shrink(f *Found) error {
	for _, ways := range []func(story.Story) []story.Story{search.Shorter, search.Plainer} {
		for again := true; again; {
			again = false
			for _, less := range ways(f.Story) {
				b, err := x.breaks(less, f.Rule, f.Place)
				if err != nil {
					return err
				}
				if b != nil {
					f.Story, f.Because, again = less, b.Because, true
					break
				}
			}
		}
	}
	return nil
}

// prove tells a story again, as often as it takes to know whether it breaks each time.
func (x *explorer) prove(f *Found) error {
	for range x.cfg.Replays {
		b, err := x.breaks(f.Story, f.Rule, f.Place)
		if err != nil {
			return err
		}
		f.Replays++
		if b != nil {
			f.Again++
		}
	}
	return nil
}
