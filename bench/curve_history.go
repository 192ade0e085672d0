package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"hotreply/host/config"
	"hotreply/store"
)

// curveHistory fills a journal in this process: a host keeps its history short
// and has no setting for it.
func curveHistory(l *lab, s side) (step, error) {
	folder := filepath.Join(l.dir, "history")
	if err := os.Mkdir(folder, 0o755); err != nil {
		return nil, err
	}
	settings, err := config.Decode("settings", []byte(s.config), os.LookupEnv)
	if err != nil {
		return nil, err
	}
	h := &history{path: filepath.Join(folder, "state.db"), options: store.Options{History: longHistory, Engine: store.Engine(settings.Store.Engine)}}
	return func(size int) (readings, error) {
		if err := h.fill(l.ctx, size); err != nil {
			return nil, err
		}
		began := time.Now()
		db, err := store.Open(h.path, h.options)
		if err != nil {
			return nil, err
		}
		opened := time.Since(began)
		took, err := h.receive(l.ctx, db)
		if err := errors.Join(err, db.Close()); err != nil {
			return nil, err
		}
		state, err := folderSize(folder)
		return readings{"open": opened.Seconds() * 1000, "commit": quantile(took, 0.5), "state": state}, err
	}, nil
}

// longHistory keeps every row of the curve.
const longHistory = 10_000_000

// history is a journal that grows, opened and closed as hosts do.
type history struct {
	path    string
	options store.Options
	filled  int
}

// fill adds finished rows until there are so many.
func (h *history) fill(ctx context.Context, size int) error {
	db, err := store.Open(h.path, h.options)
	if err != nil {
		return err
	}
	for h.filled < size && err == nil {
		n := min(2000, size-h.filled)
		err = finished(ctx, db, batch(h.filled, n))
		h.filled += n
	}
	return errors.Join(err, db.Close())
}

// finished adds rows and finishes them.
func finished(ctx context.Context, db *store.DB, b store.Batch) error {
	rows, err := db.Receive("default", b).Wait(ctx)
	if err != nil {
		return err
	}
	group := db.Together()
	for _, r := range rows {
		group.Finish("default", store.End{Row: r.ID, State: store.InboxDone})
	}
	_, err = group.Hand().Wait(ctx)
	return err
}

// receive takes messages in, one after another, and returns the milliseconds
// that each took.
func (h *history) receive(ctx context.Context, db *store.DB) ([]float64, error) {
	var took []float64
	for range 50 {
		began := time.Now()
		if _, err := db.Receive("default", batch(h.filled, 1)).Wait(ctx); err != nil {
			return nil, err
		}
		h.filled++
		took = append(took, time.Since(began).Seconds()*1000)
	}
	return took, nil
}

// batch is n messages of a poll, numbered.
func batch(from, n int) store.Batch {
	raw := json.RawMessage(`{"text":"` + longText + `"}`)
	var b store.Batch
	for i := range n {
		row := store.InboxRow{Account: "default", User: fmt.Sprint("user", (from+i)%400), Key: fmt.Sprint("message", from+i), Kind: "message", Raw: raw, Received: time.Now()}
		b.Arrivals = append(b.Arrivals, store.Arrival{Row: row})
	}
	return b
}

const longText = "请问明天去上海的第 4711 次车几点开? 我想买两张票, 靠窗的座位, 谢谢。two tickets please, by the window if there are any left"
