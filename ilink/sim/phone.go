package sim

import (
	"fmt"
	"slices"
)

// QRAction is what a person's phone does with a QR code.
type QRAction struct {
	// Action is one of scan, confirm, expire, need_verifycode, redirect and
	// already_bound.
	Action string `json:"action"`
	// Code is what the phone shows for need_verifycode; "" makes one up.
	Code string `json:"code,omitempty"`
	// QRCode names the QR code; "" is the newest.
	QRCode string `json:"qrcode,omitempty"`
	// User is who scans; "" is chosen as automatic confirmation chooses.
	User string `json:"user,omitempty"`
}

// QR plays the phone's part. It returns the state of the QR code afterwards.
func (s *Server) QR(a QRAction) (QRState, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.st.newestQR
	if a.QRCode != "" {
		q = s.st.qrs[a.QRCode]
	}
	if q == nil {
		return QRState{}, errNoQR
	}
	if q.over() {
		return QRState{}, &ControlError{Problem: "this QR code is " + q.status, Advice: "wait for the client to ask for a new one"}
	}
	if err := s.phoneLocked(q, a); err != nil {
		return QRState{}, err
	}
	return q.state(), nil
}

var errNoQR = &ControlError{Problem: "there is no such QR code", Advice: "a client has to ask for one first (get_bot_qrcode)"}

func (s *Server) phoneLocked(q *qrCode, a QRAction) error {
	switch a.Action {
	case "scan":
		q.set(qrScanned)
	case "confirm":
		s.confirmLocked(q, a.User)
	case "expire":
		q.set(qrExpired)
	case "need_verifycode":
		q.code, q.wrong = a.Code, 0
		if q.code == "" {
			q.code = fmt.Sprintf("%04d", s.rnd.IntN(10000))
		}
		q.set(qrNeedCode)
	case "redirect":
		q.redirected = true
		q.set(qrScanned)
	case "already_bound":
		q.set(qrAlreadyBound)
	default:
		return &ControlError{
			Problem: fmt.Sprintf("unknown action %q", a.Action),
			Advice:  "scan, confirm, expire, need_verifycode, redirect or already_bound",
		}
	}
	return nil
}

// QRState is one QR code.
type QRState struct {
	QRCode string `json:"qrcode"`
	Status string `json:"status"`
	// Code is what the phone shows while the status is need_verifycode.
	Code       string `json:"code,omitempty"`
	Redirected bool   `json:"redirected,omitempty"`
	Issued     string `json:"issued"`
}

func (q *qrCode) state() QRState {
	out := QRState{QRCode: q.key, Status: q.status, Redirected: q.redirected, Issued: q.issued.UTC().Format(stamp)}
	if q.status == qrNeedCode {
		out.Code = q.code
	}
	return out
}

// stamp is how times are written where no time.Time is marshalled.
const stamp = "2006-01-02T15:04:05.000Z07:00"

// openQRs lists codes that can still be confirmed, oldest first.
func (st *state) openQRs() []QRState {
	var open []*qrCode
	for _, q := range st.qrs {
		if !q.over() {
			open = append(open, q)
		}
	}
	slices.SortFunc(open, func(a, b *qrCode) int { return a.issued.Compare(b.issued) })
	out := []QRState{}
	for _, q := range open {
		out = append(out, q.state())
	}
	return out
}
