package wire

// WidgetBody is what a user does in the widget.
type WidgetBody struct {
	AccessToken string         `json:"access_token" doc:"which also says whose sandbox it is"`
	Answers     map[string]any `json:"answers,omitempty" doc:"institution, the form's fields, token, exit_at, bank"`
	Options     map[string]any `json:"options,omitempty" doc:"of the widget's configuration, such as show_intro"`
	Timeout     string         `json:"timeout,omitempty" doc:"how long it may really take: 10s by default, 60s at most"`
}
