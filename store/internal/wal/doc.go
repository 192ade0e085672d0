// Package wal is a write-ahead log: groups of records that are on disk when
// Append returns, and are read back after a crash until they are kept elsewhere.
// It knows nothing of what the records mean.
//
//	log, err := wal.Open("state.db.log", wal.Options{ID: id, Done: done}, func(seq uint64, data []byte) error {
//		return apply(data) // of an earlier life, in order
//	})
//	...
//	last, err := log.Append(group)  // one write, one fdatasync
//	...
//	upTo, err := log.Rotate()       // what comes now goes to another file
//	...                             // records up to upTo are brought elsewhere
//	err = log.Release(upTo)         // their files are used again
//
// # Files
//
// The log is a few files, base.1, base.2 and so on, called segments. A segment
// is filled with zeros and synced before it is used (a step of it at a time), so
// that a group changes no more than bytes inside it: fdatasync then has nothing
// to journal. Segments are used in turn. Each use has a number, its generation,
// one higher than any before it. All numbers are little-endian.
//
//	segment   0 ┌──────────────────────────────────────────┐
//	            │ header                                    │
//	       4096 ├──────────────────────────────────────────┤ ┐
//	            │ record 0 of 2                             │ │ a group: one write
//	            │ record 1 of 2                             │ │ and one sync
//	            ├──────────────────────────────────────────┤ ┘
//	            │ record 0 of 1                             │
//	            ├──────────────────────────────────────────┤
//	            │ zeros, or what an earlier use has left    │
//	            └──────────────────────────────────────────┘
//
//	header    0  8  "hrwallog"
//	          8  4  CRC-32C of bytes 12 to 64
//	         12  4  version, 1
//	         16 16  id of the file that the log belongs to
//	         32  8  generation
//	         40  8  sequence of the first record
//	         48  8  bytes of the file when this was written
//	         56  4  number of this use, drawn by lot
//	         60  4  zeros
//
//	record    0  4  CRC-32C of bytes 4 to 32, begun with the seed
//	          4  4  CRC-32C of the data, begun with the seed
//	          8  4  bytes of data
//	         12  4  index in its group
//	         16  4  records of its group
//	         20  4  number of the use
//	         24  8  sequence
//	         32     data, then zeros up to a multiple of 8
//
// The seed is the CRC-32C of the id and the number of the use, so a record of
// an earlier use or of another log never counts; nor does one of a use that was
// lost before it was on disk and whose generation is given again. A record knows
// its use and its place in its group (its sequence less its index names the
// group), so no damage to one record, or to the header, hides whose the next is.
//
// The header is written with the first group of a use, in the same write. A
// rotation is therefore nothing on disk until there is something to write.
//
// # What is cut and what is damage
//
// A group is written when the one before it is on disk. So at the end of the
// newest generation one group may be torn, in any pattern of sectors: what of it
// stands in front of the first bad record is kept (a record is complete by
// itself), the rest is cut. If a record of a later group stands behind a bad one,
// or a later generation begins beyond where this one ends, then something that
// was on disk has changed, and [Open] says so with [*DamagedError] instead of
// guessing. The following are no damage:
//
//   - a segment whose new header did not get to the disk: it still has its old
//     one, and everything under that is kept elsewhere;
//   - a header whose group did not get there;
//   - a torn end with a later generation that begins exactly there: an earlier
//     life has cut it;
//   - a segment of zeros, or an empty one: the process died while making it.
//
// Sectors of 512 bytes are taken to be written whole or not at all, and writing
// one part of a sector to leave the other as it was. A change that reaches
// to the end of the very last group looks as if it were torn, and a newest
// segment that was deleted while older ones are there, or cut between records,
// leaves no trace: neither is noticed. That all are gone is, if the opener says
// that the log was begun ([Options].Begun).
//
// After a replay the last group is written again where it stands, and synced:
// it may have been read from the system's memory alone. Nothing else is ever
// written to a segment that an earlier life has begun, until it is released.
//
// # Trouble
//
// No room while a segment grows is [*FullError]: nothing has been written, and
// the same call may work later. After any other failure of a write or a sync it
// is unknown what is on disk, and asking again could be answered with a lie: the
// log refuses all work with [*DeadError] until it is opened again.
package wal
