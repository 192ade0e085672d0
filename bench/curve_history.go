package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"hotreply/store"
)

// curveHistory fills a journal in this process: a host keeps its history short
// and has no setting for it.
func curveHistory(l *lab, _ side) (step, error) {
	folder := filepath.Join(l.dir, "history")
	if err := os.Mkdir(folder, 0o755); err != nil {
		return nil, err
	}
	path := filepath.Join(folder, "state.db")
	filled := 0
	return func(size int) (readings, error) {
		if err := fillHistory(l.ctx, path, filled, size); err != nil {
			return nil, err
		}
		filled = size
		began := time.Now()
		db, err := store.Open(path, store.Options{History: longHistory, Known: longHistory})
		if err != nil {
			return nil, err
		}
		opened := time.Since(began)
		var took []float64
		for i := range 50 {
			began := time.Now()
			if _, err := db.Receive("default", batch(filled+i, 1)).Wait(l.ctx); err != nil {
				return nil, errors.Join(err, db.Close())
			}
			took = append(took, time.Since(began).Seconds()*1000)
		}
		filled += 50
		if err := db.Close(); err != nil {
			return nil, err
		}
		state, err := folderSize(folder)
		return readings{"open": opened.Seconds() * 1000, "commit": quantile(took, 0.5), "state": state}, err
	}, nil
}

// longHistory keeps every row of the curve.
const longHistory = 10_000_000

// fillHistory adds finished rows. They need not outlive a power cut.
func fillHistory(ctx context.Context, path string, from, to int) error {
	db, err := store.Open(path, store.Options{History: longHistory, Known: longHistory, Ephemeral: true})
	if err != nil {
		return err
	}
	for ; from < to; from += 1000 {
		rows, err := db.Receive("default", batch(from, min(1000, to-from))).Wait(ctx)
		if err != nil {
			return errors.Join(err, db.Close())
		}
		group := db.Together()
		for _, r := range rows {
			group.Finish("default", store.End{Row: r.ID, State: store.InboxDone})
		}
		if _, err := group.Hand().Wait(ctx); err != nil {
			return errors.Join(err, db.Close())
		}
	}
	return db.Close()
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
