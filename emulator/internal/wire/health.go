package wire

// HealthAnswer says that the emulator serves.
type HealthAnswer struct {
	Status    string   `json:"status" doc:"always ok: what cannot serve does not answer"`
	Version   string   `json:"version"`
	Sandboxes int      `json:"sandboxes" doc:"how many were opened"`
	Scenarios int      `json:"scenarios,omitempty" doc:"how many are in force; none: nothing needed them yet"`
	Problems  []string `json:"problems,omitempty" doc:"why the changed folders are not in force"`
}
