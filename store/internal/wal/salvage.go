package wal

import (
	"errors"
	"maps"
	"path/filepath"
	"slices"
)

// Salvaged says what was left of a damaged log.
type Salvaged struct {
	Records int      // that could be read
	Lost    uint64   // that could not, and were there
	Last    uint64   // the highest sequence of any trace of a record
	Files   []string // all files of the log
}

// Salvage reads a log that [Open] refuses with [*DamagedError]: it calls replay
// with every record beyond [Options.Done] that checks, in order, whatever stands
// between them. It writes nothing. Errors: [*ForeignError], [*VersionError],
// replay's, or the system's, wrapped.
func Salvage(base string, o Options, replay func(seq uint64, data []byte) error) (Salvaged, error) {
	s, err := openScan(filepath.Clean(base), o.withDefaults())
	if s != nil {
		defer s.close()
	}
	if err != nil && !errors.As(err, new(*DamagedError)) {
		return Salvaged{}, err
	}
	out := Salvaged{Last: o.Done}
	records := map[uint64][]byte{}
	for i, f := range s.used {
		stop := ^uint64(0)
		if i+1 < len(s.used) {
			stop = s.used[i+1].first // what a later generation has again was torn here
		}
		if err := s.gather(f, f.first, stop, records, &out); err != nil {
			return Salvaged{}, err
		}
	}
	for _, f := range s.unused {
		if err := s.gather(f, 0, ^uint64(0), records, &out); err != nil {
			return Salvaged{}, err
		}
	}
	for _, seq := range slices.Sorted(maps.Keys(records)) {
		if err := replay(seq, records[seq]); err != nil {
			return Salvaged{}, err
		}
	}
	out.Records = len(records)
	out.Lost = out.Last - o.Done - uint64(len(records))
	for _, seg := range s.segments() {
		out.Files = append(out.Files, seg.path)
	}
	return out, nil
}

// gather adds the records of a file from first up to stop that check.
func (s *scan) gather(f *found, first, stop uint64, records map[uint64][]byte, out *Salvaged) error {
	b, err := f.bytes()
	if err != nil {
		return err
	}
	for b = b[min(headerSize, len(b)):]; len(b) >= recordHead; {
		number := f.header.use
		if f.generation == 0 {
			number = useAt(b) // the header is lost
		}
		u := useOf(s.o.ID, number)
		p, n, ok := head(b, u)
		if !ok {
			b = b[align:]
			continue
		}
		if p.seq >= max(first, s.o.Done+1) && p.seq < stop {
			out.Last = max(out.Last, p.seq)
			_, data, _, ok := record(b, u)
			if _, known := records[p.seq]; ok && !known {
				records[p.seq] = data
			}
		}
		b = b[min(recordSize(n), int64(len(b))):]
	}
	return nil
}
