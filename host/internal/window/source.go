package window

import (
	"encoding/json"
	"fmt"

	"hotreply/store"
)

// Source has the windows of an earlier life; [store.Journal] is one.
type Source interface {
	Window(account, user string) (store.Window, error)
	Windows(account string) ([]store.Window, error)
}

// keepSame is how many windows are kept that nothing has changed in this life.
const keepSame = 4096

// ReadFrom has windows read from src when their users are first needed. failed
// hears of an error, and the user counts as one who never wrote. It is called
// before anything else, and must not wait.
//
// What is on disk can be behind only for windows that changed in this life, and
// those are in memory.
func (s *Windows) ReadFrom(src Source, failed func(error)) { s.source, s.failed = src, failed }

// of is a user's window for those who only look at it, nil for somebody who
// never wrote. The caller holds the lock.
func (s *Windows) of(user string) *userWindow {
	w := s.byUser[user]
	if w != nil || s.source == nil || s.all {
		return w
	}
	row, err := s.source.Window(s.account, user)
	if err == nil && row.User != "" {
		s.makeRoom()
		err = s.addMissing([]store.Window{row})
	}
	if err != nil {
		s.failed(err)
	}
	return s.byUser[user]
}

// toChange is [Windows.of] for those who may change the window.
func (s *Windows) toChange(user string) *userWindow {
	w := s.of(user)
	if w != nil && !w.changed {
		w.changed = true
		s.same--
	}
	return w
}

// makeRoom forgets the windows that can be read again, if they are many.
func (s *Windows) makeRoom() {
	if s.same < keepSame {
		return
	}
	for user, w := range s.byUser {
		if !w.changed {
			delete(s.byUser, user)
		}
	}
	s.same = 0
}

// readAll reads the windows that are not in memory; from then on all are.
func (s *Windows) readAll() {
	s.mu.Lock()
	all, clears := s.all || s.source == nil, s.clears
	s.mu.Unlock()
	if all {
		return
	}
	list, err := s.source.Windows(s.account)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil && clears == s.clears {
		if err = s.addMissing(list); err == nil {
			s.all = true
		}
	}
	if err != nil {
		s.failed(err)
	}
}

// addMissing adds the windows that are not in memory; tokens past their time
// are dropped. It fails on one that can not be read.
func (s *Windows) addMissing(list []store.Window) error {
	now := s.now()
	for _, w := range list {
		if s.byUser[w.User] != nil {
			continue
		}
		var row stored
		if err := json.Unmarshal(w.Value, &row); err != nil {
			return fmt.Errorf("the window of %s can not be read: %w", w.User, err)
		}
		row.Window.Prune(now, s.limits)
		s.byUser[w.User] = &userWindow{Window: row.Window, lastAt: row.LastAt}
		s.same++
	}
	return nil
}
