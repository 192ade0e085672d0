// Package datafile reads the data that people keep beside their rules: tables
// as CSV, settings as TOML and YAML, and texts.
//
//	text, why := datafile.Text(data)       // UTF-8 of what an editor saved
//	out, err := datafile.Parse(".csv", text)
//
// [Parse] makes a JavaScript expression of it: an array of objects for a table,
// the value for TOML and YAML. What a number of JavaScript can not hold is an
// [*Error] at its line, since digits that are lost in silence are found late.
// Dates stay the texts that they are in the file.
//
// csv.go, toml.go and yaml.go hold one format each, value.go writes the
// expression, text.go knows the encodings.
package datafile
