package host

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

// errStopped ends a send whose row stays open because the host goes down.
var errStopped = errors.New("hotreply is stopping; what was not sent goes out after the next start")

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
// errStopped.
func (s *send) transmit(ctx context.Context, row *store.OutboxRow, c *window.Claim) error {
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
			if errors.Is(err, errStopped) {
				return err
			}
			return &partError{Part: i, Parts: len(row.Parts), Err: err}
		}
		if more := i < len(row.Parts)-1; more {
			s.a.note(row)
		}
	}
	return nil
}

// transmitPart makes requests for one part until it has its end. nil means
// that it is confirmed or unconfirmed.
func (s *send) transmitPart(ctx context.Context, row *store.OutboxRow, i int, content *outContent, c *window.Claim) error {
	if err := s.freshen(ctx, row, content, i); err != nil {
		return err
	}
	item, err := content.Parts[i].item()
	if err != nil {
		return err
	}
	p := &row.Parts[i]
	// A row from an earlier life may have made this request without being
	// able to tell: it counts as repeated, and a refusal proves nothing.
	record, renewed, suspected := partRecord{inDoubt: s.resumes}, false, false
	for try := 1; ; try++ {
		grant, client, err := s.clearance(ctx, row.User, i, c)
		if err != nil {
			return err
		}
		sent, err := client.SendMessage(ctx, ilink.Outgoing{
			To: row.User, ClientID: p.ClientID, ContextToken: grant.Token, RunID: s.runID(), Item: item,
		})
		v := verdictOn(sent.MessageID, err, record, s.h.cfg.Send.RepeatLost)
		s.a.log.Debug("sent", "user", row.User, "part", i+1, "try", try, "verdict", v, "err", err)
		switch v {
		case delivered:
			p.State, p.MessageID = store.OutboxConfirmed, sent.MessageID
			p.Sends++
			s.a.confirmed(row, i, content.Parts[i])
			return nil
		case unconfirmed:
			p.State = store.OutboxUnconfirmed
			p.Sends++
			s.a.unconfirmed(row, err)
			return nil
		case repeat:
			p.Sends++
			record.inDoubt, record.repeated = true, true
			s.a.windows.Again(c)
			s.a.noteWindow(row.User)
		case tryAgain:
			if err := wait.For(ctx, s.h.clock, pauseAfter(try, err)); err != nil {
				return errStopped
			}
		case refused:
			if renewed || !s.renewed(ctx, row, content, i, err) {
				return s.a.rejected(row, content.Parts[i], grant, err)
			}
			renewed = true
			if item, err = content.Parts[i].item(); err != nil {
				return err
			}
		case stale:
			if suspected {
				s.a.keeper.Expire(client, err)
				return &ilink.SessionExpiredError{Account: s.a.name, Err: err}
			}
			suspected = true
			if err := s.a.keeper.BeforeRecheck(ctx, err); err != nil {
				return errStopped
			}
		case stopped:
			return errStopped
		}
	}
}

// clearance waits until the send may make one request: its account is logged
// in, the window is open, and spacing lets it go.
func (s *send) clearance(ctx context.Context, user string, part int, c *window.Claim) (ilink.Grant, *ilink.Client, error) {
	if s.ticket.Request(ctx) != nil {
		return ilink.Grant{}, nil, errStopped
	}
	client := s.a.keeper.Current()
	if client == nil {
		return ilink.Grant{}, nil, s.a.keeper.None()
	}
	g, err := s.a.windows.Before(c, part)
	return g, client, err
}

// pauseAfter is the wait before a request that failed is made again: what the
// service asked for, if that is longer than usual.
func pauseAfter(try int, err error) time.Duration {
	usual := wait.Backoff{First: 500 * time.Millisecond, Most: time.Minute, Spread: 4}
	return max(usual.After(try), min(retryAfter(err), usual.Most))
}

// runID groups the replies to one message.
func (s *send) runID() string {
	if s.turn == nil {
		return ""
	}
	return s.turn.runID
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
