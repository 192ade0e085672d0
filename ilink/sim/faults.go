package sim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Fault is something that goes wrong on purpose. Op and Kind name it; setting
// it again replaces it.
//
// Kinds by what they hit:
//
//	before the service acts (the message is not sent, the poll takes nothing):
//	  http_500 (any http_400 to http_599), reset, slow, ret_-2, ret_-14 (any ret_N)
//	after it has acted (the message is sent, only the answer suffers):
//	  drop_response, empty_body, garbage_json, no_message_id
//	inbound messages, op getupdates:
//	  duplicate       comes again after Delay (default 1s): in turn under the
//	                  same message id, another one, and none
//	  duplicate_new_id  always under another message id
//	  reorder         a batch arrives backwards; with Delay the message itself
//	                  comes so much later and others overtake it
//	  delay_batch     held for Delay (default 5s), then all in one batch
//	outbound messages, op sendmessage:
//	  delay_batch     accepted, shown after Delay, all at once
//	  silent_drop     ret 0 without message_id, never shown
//	files, op upload or download:
//	  cdn_500, cdn_400, cdn_404, cdn_slow (takes Delay, default 5s, longer),
//	  cdn_truncate (a download ends half-way), cdn_no_header (an upload's
//	  answer lacks x-encrypted-param), cdn_probe_preview (videos are refused)
type Fault struct {
	// Op is an endpoint's name, such as sendmessage, or upload or download;
	// "" is every endpoint that Kind makes sense for.
	Op string `json:"op"`
	// Kind is one of those above.
	Kind string `json:"kind"`
	// Count is how often it strikes: 0 clears it, -1 is until cleared.
	Count int `json:"count"`
	// Rate is how likely it strikes each time, above 0 and up to 1; 0 is 1.
	Rate float64 `json:"rate"`
	// Delay belongs to slow, duplicate, reorder, delay_batch and cdn_slow.
	Delay Duration `json:"delay"`
}

// When a kind of fault strikes.
const (
	beforeActing = "before"
	afterActing  = "after"
	onInbound    = "inbound"
	onOutbound   = "outbound"
	onCDN        = "cdn"
)

// stages tells when each kind strikes.
var stages = map[string][]string{
	"reset": {beforeActing}, "slow": {beforeActing},
	"drop_response": {afterActing}, "empty_body": {afterActing},
	"garbage_json": {afterActing}, "no_message_id": {afterActing},
	"duplicate": {onInbound}, "duplicate_new_id": {onInbound}, "reorder": {onInbound},
	"delay_batch": {onInbound, onOutbound}, "silent_drop": {onOutbound},
	"cdn_500": {onCDN}, "cdn_400": {onCDN}, "cdn_404": {onCDN}, "cdn_slow": {onCDN},
	"cdn_truncate": {onCDN}, "cdn_no_header": {onCDN}, "cdn_probe_preview": {onCDN},
}

func (f Fault) stages() []string {
	if _, is := f.number("http_"); is {
		return []string{beforeActing}
	}
	if _, is := f.number("ret_"); is {
		return []string{beforeActing}
	}
	return stages[f.Kind]
}

// number is N of a kind such as http_N.
func (f Fault) number(prefix string) (int, bool) {
	rest, is := strings.CutPrefix(f.Kind, prefix)
	n, err := strconv.Atoi(rest)
	return n, is && err == nil
}

// ops lists the names that a fault's op can have.
func ops() []string {
	var names []string
	for _, e := range endpoints() {
		names = append(names, e.op)
	}
	return append(names, "upload", "download")
}

func (f Fault) validate() error {
	if f.Op != "" && !slices.Contains(ops(), f.Op) {
		return &ControlError{Problem: fmt.Sprintf("unknown op %q", f.Op), Advice: "one of " + strings.Join(ops(), ", ")}
	}
	http, isHTTP := f.number("http_")
	if len(f.stages()) == 0 || isHTTP && (http < 400 || http > 599) {
		return &ControlError{
			Problem: fmt.Sprintf("unknown kind %q", f.Kind),
			Advice: "http_500 reset slow ret_-2 ret_-14, drop_response empty_body garbage_json no_message_id, " +
				"duplicate reorder delay_batch silent_drop, cdn_500 cdn_truncate cdn_probe_preview",
		}
	}
	if f.Rate < 0 || f.Rate > 1 || f.Count < -1 || f.Delay < 0 {
		return &ControlError{Problem: "count, rate or delay out of range", Advice: "count -1 (until cleared) or more, rate 0 to 1, delay 0 or more"}
	}
	if !slices.ContainsFunc(f.stages(), func(stage string) bool { return f.hits(stage, f.Op) }) {
		return &ControlError{Problem: fmt.Sprintf("%s can not happen at %s", f.Kind, f.Op), Advice: "leave op out to hit every endpoint the kind makes sense for"}
	}
	return nil
}

// hits reports whether the fault can strike at this stage of op; "" as op asks
// whether it can at any.
func (f Fault) hits(stage, op string) bool {
	if !slices.Contains(f.stages(), stage) || f.Op != "" && op != "" && f.Op != op {
		return false
	}
	if op == "" {
		return true
	}
	cdn := op == "upload" || op == "download"
	switch {
	case stage == onCDN:
		uploadOnly := f.Kind == "cdn_no_header" || f.Kind == "cdn_probe_preview"
		return cdn && !(uploadOnly && op == "download") && !(f.Kind == "cdn_truncate" && op == "upload")
	case f.Kind == "no_message_id", stage == onOutbound:
		return op == "sendmessage"
	case stage == onInbound:
		return op == "getupdates"
	case strings.HasPrefix(f.Kind, "ret_"):
		return !cdn
	}
	return true
}

// SetFault switches a fault on, replaces it, or with Count 0 clears it.
// Clearing with an empty Kind clears all faults of Op, with an empty Op the
// faults of Kind at every endpoint, with neither all.
func (s *Server) SetFault(f Fault) error {
	if f.Count != 0 || f.Kind != "" {
		if err := f.validate(); err != nil {
			return err
		}
	}
	if f.Rate == 0 {
		f.Rate = 1
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.st.faults = slices.DeleteFunc(s.st.faults, func(old *Fault) bool {
		return (old.Kind == f.Kind || f.Kind == "") && (old.Op == f.Op || f.Count == 0 && f.Op == "")
	})
	if f.Count != 0 {
		s.st.faults = append(s.st.faults, &f)
	}
	return nil
}

// Faults lists those that can still strike.
func (s *Server) Faults() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []Fault{}
	for _, f := range s.st.faults {
		list = append(list, *f)
	}
	return list
}

// strikeLocked decides whether a fault that is wanted strikes at this stage of
// op, and uses it up once if so.
func (s *Server) strikeLocked(stage, op string, wanted func(Fault) bool) (Fault, bool) {
	for i, f := range s.st.faults {
		if !f.hits(stage, op) || !wanted(*f) {
			continue
		}
		if s.rnd.Float64() >= f.Rate {
			continue
		}
		struck := *f
		if f.Count > 0 {
			if f.Count--; f.Count == 0 {
				s.st.faults = slices.Delete(s.st.faults, i, i+1)
			}
		}
		s.st.struck[op+" "+f.Kind]++
		return struck, true
	}
	return Fault{}, false
}

func (s *Server) strike(stage, op string, wanted func(Fault) bool) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.strikeLocked(stage, op, wanted)
}

// kind wants faults of that kind.
func kind(name string) func(Fault) bool { return func(f Fault) bool { return f.Kind == name } }

func notKind(name string) func(Fault) bool { return func(f Fault) bool { return f.Kind != name } }

// delayOr is the fault's delay, or its kind's default.
func (f Fault) delayOr(otherwise time.Duration) time.Duration {
	if f.Delay > 0 {
		return time.Duration(f.Delay)
	}
	return otherwise
}
