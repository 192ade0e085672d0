package sim

import (
	"encoding/json"
)

// Noise keeps clients tolerant: the live service adds fields between versions
// and leaves optional ones out.

// unknownFields are additions that no client knows.
var unknownFields = []field{
	{name: "svr_ext", value: json.RawMessage(`{"a":[1,null,{"b":"c"}],"n":18446744073709551615}`)},
	{name: "trace_id", value: "6b1f9c3e"},
	{name: "reserved", value: nil},
	{name: "flags", value: []bool{true, false}},
	{name: "svr_cost_ms", value: 0.25},
	{name: "注", value: "未知字段"},
}

// noisyLocked returns o with an unknown field, or without an optional one,
// now and then.
func (s *Server) noisyLocked(o object) object {
	p := s.st.set.Noise
	if p == 0 {
		return o
	}
	out := make(object, 0, len(o)+1)
	for _, f := range o {
		if !f.optional || s.rnd.Float64() >= p {
			out = append(out, f)
		}
	}
	if s.rnd.Float64() < p {
		at := s.rnd.IntN(len(out) + 1)
		out = append(out[:at:at], append(object{unknownFields[s.rnd.IntN(len(unknownFields))]}, out[at:]...)...)
	}
	return out
}

// noMessages are the shapes that an idle poll's msgs can have.
var noMessages = []json.RawMessage{json.RawMessage("[]"), json.RawMessage("null")}

func (s *Server) noMessagesLocked() json.RawMessage {
	if s.st.set.Noise == 0 {
		return noMessages[0]
	}
	return noMessages[s.rnd.IntN(len(noMessages))]
}
