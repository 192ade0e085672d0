package sim

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// Option is one field of [Settings], for programs that take settings as text.
type Option struct {
	Key     string // as in JSON, such as "after_window"
	Default string
	Values  string // what it can be, in words
	Switch  bool   // true or false, and true without a value
}

// SettingOptions lists every field of [Settings], in its order.
func SettingOptions() []Option {
	set := defaultSettings()
	words := map[string]string{}
	for _, c := range set.choices() {
		words[c.key] = strings.ReplaceAll(c.allowed, " ", "|")
	}
	var list []Option
	v := reflect.ValueOf(set)
	for i := range v.NumField() {
		key := v.Type().Field(i).Tag.Get("json")
		o := Option{Key: key, Default: fmt.Sprint(v.Field(i).Interface()), Values: words[key]}
		switch v.Field(i).Interface().(type) {
		case bool:
			o.Switch, o.Values = true, "true|false"
		case Duration:
			o.Values = "duration"
		case []string:
			o.Default, o.Values = "", "names"
		case int, int64, float64:
			o.Values = "number"
		}
		if o.Values == "" {
			o.Values = "text"
		}
		list = append(list, o)
	}
	return list
}

// SetOption sets the field of that key to a value given as text: a list has
// commas between its entries. The error is a [ControlError].
func (set *Settings) SetOption(key, value string) error {
	v := reflect.ValueOf(set).Elem()
	for i := range v.NumField() {
		if v.Type().Field(i).Tag.Get("json") != key {
			continue
		}
		var text any = value
		switch v.Field(i).Interface().(type) {
		case bool, int, int64, float64:
			text = json.RawMessage(value)
		case []string:
			text = strings.FieldsFunc(value, func(c rune) bool { return c == ',' || c == ' ' })
		}
		body, err := json.Marshal(map[string]any{key: text})
		if err != nil {
			return &ControlError{Problem: fmt.Sprintf("%s can not be %q", key, value), Advice: "a number, or true or false"}
		}
		if err := decodeControl(strings.NewReader(string(body)), set); err != nil {
			return err
		}
		return set.validate()
	}
	return &ControlError{Problem: fmt.Sprintf("no option %q", key), Advice: "GET /sim/options lists them"}
}
