package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"hotreply/host/internal/window"
	"hotreply/ilink"
	"hotreply/internal/wait"
	"hotreply/store"
)

// ErrStopped ends a send whose row stays open because the host goes down: it
// leaves in the next life.
var ErrStopped = errors.New("hotreply is stopping; what was not sent goes out after the next start")

// partError is why a part of a row did not leave. The parts before it did.
type partError struct {
	Part  int // index of the part
	Parts int
	Err   error
}

func (e *partError) Error() string {
	if e.Parts == 1 {
		return e.Err.Error()
	}
	return fmt.Sprintf("part %d of %d: %v", e.Part+1, e.Parts, e.Err)
}

// Unwrap is the cause, one of ilink's errors.
func (e *partError) Unwrap() error { return e.Err }

// transmit makes the requests of a row whose turn has come, from its first
// part without an end to the last that there is room for. It changes row as it
// goes and leaves writing its final state to the caller. Errors: *partError,
// ErrStopped.
func (s *Send) transmit(ctx context.Context, row *store.OutboxRow, c *window.Claim) error {
	var content outContent
	if err := json.Unmarshal(row.Content, &content); err != nil {
		return &partError{Parts: len(row.Parts), Err: fmt.Errorf("read outbox row %d: %w", row.ID, err)}
	}
	for i := range row.Parts {
		p := &row.Parts[i]
		if row.Leave > 0 && i >= row.Leave {
			break // there was no room for more
		}
		if p.State != "" {
			continue
		}
		if err := s.transmitPart(ctx, row, i, &content, c); err != nil {
			if errors.Is(err, ErrStopped) {
				return err
			}
			return &partError{Part: i, Parts: len(row.Parts), Err: err}
		}
		if more := i < len(row.Parts)-1; more {
			s.o.note(row)
		}
	}
	return nil
}

// transmitPart makes requests for one part until it has its end. nil means
// that it is confirmed or unconfirmed.
func (s *Send) transmitPart(ctx context.Context, row *store.OutboxRow, i int, content *outContent, c *window.Claim) error {
	if err := s.freshen(ctx, row, content, i); err != nil {
		return err
	}
	item, err := content.Parts[i].item()
	if err != nil {
		return err
	}
	// A row from an earlier life may have made this request without being
	// able to tell: it counts as repeated, and a refusal proves nothing.
	record, renewed, suspected := partRecord{inDoubt: s.resumes}, false, false
	for try := 1; ; try++ {
		grant, login, err := s.clearance(ctx, i, c)
		if err != nil {
			return err
		}
		sent, err := login.SendMessage(ctx, ilink.Outgoing{
			To: row.User, ClientID: row.Parts[i].ClientID, ContextToken: grant.Token, RunID: s.run.id(), Item: item,
		})
		v := verdictOn(sent.MessageID, err, record, s.o.opt.RepeatLost)
		s.o.opt.Log.Debug("sent", "user", row.User, "part", i+1, "try", try, "verdict", v, "err", err)
		switch v {
		case delivered:
			s.o.confirmed(row, i, content.Parts[i], sent.MessageID)
			return nil
		case unconfirmed:
			s.o.unconfirmed(row, i, err)
			return nil
		case repeat:
			row.Parts[i].Sends++
			record.inDoubt, record.repeated = true, true
			s.o.opt.Windows.Again(c)
			s.o.noteWindow(row.User)
		case tryAgain:
			if err := wait.For(ctx, s.o.opt.Clock, pauseAfter(try, err)); err != nil {
				return ErrStopped
			}
		case refused:
			if renewed || !s.renewed(ctx, row, content, i, err) {
				return s.o.rejected(row, content.Parts[i], grant, err)
			}
			renewed = true
			if item, err = content.Parts[i].item(); err != nil {
				return err
			}
		case stale:
			if suspected {
				s.o.opt.Login.Expire(login, err)
				return &ilink.SessionExpiredError{Account: s.o.opt.Account, Err: err}
			}
			suspected = true
			if err := s.o.opt.Login.BeforeRecheck(ctx, err); err != nil {
				return ErrStopped
			}
		case stopped:
			return ErrStopped
		}
	}
}

// clearance waits until the send may make one request: its account is logged
// in, the window is open, and spacing lets it go.
func (s *Send) clearance(ctx context.Context, part int, c *window.Claim) (ilink.Grant, *ilink.Client, error) {
	if s.ticket.Request(ctx) != nil {
		return ilink.Grant{}, nil, ErrStopped
	}
	login := s.o.opt.Login.Current()
	if login == nil {
		return ilink.Grant{}, nil, s.o.opt.Login.None()
	}
	g, err := s.o.opt.Windows.Before(c, part)
	return g, login, err
}

// pauseAfter is the wait before a request that failed is made again: what the
// service asked for, if that is longer than usual.
func pauseAfter(try int, err error) time.Duration {
	usual := wait.Backoff{First: 500 * time.Millisecond, Most: time.Minute, Spread: 4}
	return max(usual.After(try), min(retryAfter(err), usual.Most))
}

// item is the part as ilink sends it.
func (p outPart) item() (ilink.OutItem, error) {
	if p.Upload == nil {
		return ilink.TextItem(p.Text), nil
	}
	var u ilink.UploadedItem
	if err := json.Unmarshal(p.Upload.Ref, &u); err != nil {
		return nil, fmt.Errorf("read upload %s: %w", p.Upload.Name, err)
	}
	return u, nil
}

// retryAfter is what the service asked for, 0 if nothing.
func retryAfter(err error) time.Duration {
	var e *ilink.Error
	if errors.As(err, &e) {
		return e.RetryAfter
	}
	return 0
}
