package contact

import (
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/scenario"
)

// Generation is how the user makes the token, nil when his own device does.
func Generation(c *scenario.Challenge) *belvo.TokenGeneration {
	if c == nil || c.Type == "" {
		return nil
	}
	return &belvo.TokenGeneration{Instructions: c.Instructions, Type: c.Type, Value: c.Value,
		ExpectsUserInput: c.Expects()}
}
