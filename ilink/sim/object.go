package sim

import "encoding/json"

// field is one member of an answer. An optional one may be left out by the
// service now and then; clients must cope.
type field struct {
	name     string
	value    any
	optional bool
}

// object is a JSON object with its members in order.
type object []field

// encode writes o as JSON. The values are the simulator's own, so that an
// error would be a bug of it.
func (o object) encode() []byte {
	out := []byte{'{'}
	for i, f := range o {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, '"')
		out = append(out, f.name...)
		out = append(out, '"', ':')
		value, isRaw := f.value.(json.RawMessage)
		if !isRaw {
			var err error
			if value, err = json.Marshal(f.value); err != nil {
				panic("sim: answer field " + f.name + ": " + err.Error())
			}
		}
		out = append(out, value...)
	}
	return append(out, '}')
}

// MarshalJSON lets objects nest.
func (o object) MarshalJSON() ([]byte, error) { return o.encode(), nil }
