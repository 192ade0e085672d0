package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"os"
	"slices"
)

// bbolt maps the file and follows what stands in it; a wrong page number makes
// it read outside the mapping, which ends the process, or allocate without
// bound. checkFile walks the same structure with plain reads first: metas,
// free list, and every page reachable from the root, each in bounds and used
// once. It says nothing about the bytes of keys and values.
//
// The layout is that of bbolt's file format version 2 (go.etcd.io/bbolt 1.5
// internal/common: page.go, meta.go, inode.go), numbers in native order.
func checkFile(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return checkReader(f, info.Size())
}

func checkReader(r io.ReaderAt, size int64) error {
	m, err := readMeta(r, size)
	if err != nil {
		return err
	}
	if need := int64(m.pages) * int64(m.pageSize); size < need {
		return fmt.Errorf("file has %d bytes of the %d in use", size, need)
	}
	c := &checker{f: &chunked{r: r, size: size}, meta: m, used: make([]bool, m.pages)}
	if err := c.freelist(); err != nil {
		return err
	}
	return c.tree(m.root)
}

const (
	boltMagic   = 0xED0CDAED
	boltVersion = 2
	noFreelist  = math.MaxUint64

	pageHeader  = 16 // id 8, flags 2, count 2, overflow 4
	elementSize = 16
	bucketSize  = 16 // root page 8, sequence 8

	maxDepth = 64 // a sound file of any size has less than ten levels

	branchPage   = 0x01
	leafPage     = 0x02
	freelistPage = 0x10
	bucketFlag   = 0x01 // of a leaf element
)

// meta is what a meta page says.
type meta struct {
	pageSize              int
	root, freelist, pages uint64 // pages is the first page number not in use
	txid                  uint64
}

var order = binary.NativeEndian

// readMeta returns the newer of the two valid metas.
func readMeta(r io.ReaderAt, size int64) (meta, error) {
	first, err := metaAt(r, 0)
	if err == nil {
		if second, err := metaAt(r, int64(first.pageSize)); err == nil && second.pageSize == first.pageSize && second.txid > first.txid {
			return second, nil
		}
		return first, nil
	}
	for pos := int64(1024); pos <= 16<<20 && pos < size; pos *= 2 {
		if m, err := metaAt(r, pos); err == nil && int64(m.pageSize) == pos {
			return m, nil
		}
	}
	return meta{}, fmt.Errorf("no valid meta page: %w", err)
}

func metaAt(r io.ReaderAt, pos int64) (meta, error) {
	var b [pageHeader + 64]byte
	if _, err := r.ReadAt(b[:], pos); err != nil {
		return meta{}, err
	}
	p := b[pageHeader:]
	if order.Uint32(p) != boltMagic {
		return meta{}, errors.New("not a database file")
	}
	if v := order.Uint32(p[4:]); v != boltVersion {
		return meta{}, fmt.Errorf("file format version %d", v)
	}
	sum := fnv.New64a()
	_, _ = sum.Write(p[:56])
	if sum.Sum64() != order.Uint64(p[56:]) {
		return meta{}, errors.New("meta page fails its checksum")
	}
	m := meta{
		pageSize: int(order.Uint32(p[8:])),
		root:     order.Uint64(p[16:]),
		freelist: order.Uint64(p[32:]),
		pages:    order.Uint64(p[40:]),
		txid:     order.Uint64(p[48:]),
	}
	if m.pageSize < 1024 || m.pageSize > 16<<20 || m.pages < 4 || m.pages > math.MaxInt64/uint64(m.pageSize) {
		return meta{}, fmt.Errorf("page size %d, %d pages", m.pageSize, m.pages)
	}
	return m, nil
}

// checker walks one file.
type checker struct {
	f     io.ReaderAt
	meta  meta
	used  []bool   // pages met so far, free ones included
	buf   []byte   // of one page
	below []uint64 // pages that those of this level lead to
}

// page is a page's header and where its contents are.
type page struct {
	id    uint64
	flags uint16
	count uint16
	pos   int64  // of the contents, behind the header
	size  uint64 // of the contents, with all pages it runs over
	head  []byte // the contents in the first page
}

// page reads a page and marks it, with all it runs over, as used. The bytes
// are valid until the next page.
func (c *checker) page(id uint64) (page, error) {
	if id < 2 || id >= c.meta.pages {
		return page{}, fmt.Errorf("page %d is outside the %d in use", id, c.meta.pages)
	}
	if c.buf == nil {
		c.buf = make([]byte, c.meta.pageSize)
	}
	b, size := c.buf, uint64(c.meta.pageSize)
	if _, err := c.f.ReadAt(b, int64(id*size)); err != nil {
		return page{}, fmt.Errorf("page %d: %w", id, err)
	}
	over := uint64(order.Uint32(b[12:]))
	if got := order.Uint64(b); got != id {
		return page{}, fmt.Errorf("page %d says it is page %d", id, got)
	}
	if over >= c.meta.pages-id {
		return page{}, fmt.Errorf("page %d runs over %d pages", id, over)
	}
	for i := id; i <= id+over; i++ {
		if err := c.use(i); err != nil {
			return page{}, err
		}
	}
	return page{
		id:    id,
		flags: order.Uint16(b[8:]),
		count: order.Uint16(b[10:]),
		pos:   int64(id*size) + pageHeader,
		size:  (over+1)*size - pageHeader,
		head:  b[pageHeader:],
	}, nil
}

func (c *checker) use(id uint64) error {
	if id < 2 || id >= c.meta.pages {
		return fmt.Errorf("page %d is outside the %d in use", id, c.meta.pages)
	}
	if c.used[id] {
		return fmt.Errorf("page %d is used twice", id)
	}
	c.used[id] = true
	return nil
}

// first returns the first n bytes of a page's contents.
func (c *checker) first(p page, n uint64) ([]byte, error) {
	if n > p.size {
		return nil, fmt.Errorf("page %d: %d bytes of %d", p.id, n, p.size)
	}
	if n <= uint64(len(p.head)) {
		return p.head[:n], nil
	}
	b := make([]byte, n)
	if _, err := c.f.ReadAt(b, p.pos); err != nil {
		return nil, fmt.Errorf("page %d: %w", p.id, err)
	}
	return b, nil
}

// freelist checks the list of free pages and marks them.
func (c *checker) freelist() error {
	if c.meta.freelist == noFreelist {
		return nil
	}
	p, err := c.page(c.meta.freelist)
	if err != nil {
		return fmt.Errorf("free list: %w", err)
	}
	if p.flags != freelistPage {
		return fmt.Errorf("free list: page %d has flags %#x", p.id, p.flags)
	}
	count, skip := uint64(p.count), uint64(0)
	if p.count == math.MaxUint16 { // the number did not fit: it stands first
		count, skip = order.Uint64(p.head), 8
	}
	if count > (p.size-skip)/8 {
		return fmt.Errorf("free list: %d pages in %d bytes", count, p.size)
	}
	ids, err := c.first(p, skip+count*8)
	if err != nil {
		return fmt.Errorf("free list: %w", err)
	}
	for ids = ids[skip:]; len(ids) > 0; ids = ids[8:] {
		if err := c.use(order.Uint64(ids)); err != nil {
			return fmt.Errorf("free list: %w", err)
		}
	}
	return nil
}

// tree checks a page and all below it, level by level and each in the order of
// the file, where neighbours are read together.
func (c *checker) tree(root uint64) error {
	level := []uint64{root}
	for depth := 0; len(level) > 0; depth++ {
		if depth > maxDepth {
			return fmt.Errorf("page %d is more than %d levels deep", level[0], maxDepth)
		}
		slices.Sort(level)
		c.below = nil
		for _, id := range level {
			if err := c.node(id); err != nil {
				return err
			}
		}
		level = c.below
	}
	return nil
}

// node checks one page of the tree and notes those below it.
func (c *checker) node(id uint64) error {
	p, err := c.page(id)
	if err != nil {
		return err
	}
	elements, err := c.first(p, uint64(p.count)*elementSize)
	if err != nil {
		return err
	}
	switch {
	case p.flags == branchPage && p.count > 0:
		return c.branch(p, elements)
	case p.flags == leafPage:
		return c.leaf(p, elements)
	}
	return fmt.Errorf("page %d has flags %#x and %d elements", id, p.flags, p.count)
}

func (c *checker) branch(p page, elements []byte) error {
	for at := 0; at < len(elements); at += elementSize {
		e := elements[at:]
		pos, key := uint64(order.Uint32(e)), uint64(order.Uint32(e[4:]))
		if uint64(at)+pos+key > p.size {
			return fmt.Errorf("page %d: element at %d ends outside", p.id, at)
		}
		c.below = append(c.below, order.Uint64(e[8:]))
	}
	return nil
}

func (c *checker) leaf(p page, elements []byte) error {
	for at := 0; at < len(elements); at += elementSize {
		e := elements[at:]
		pos, key, value := uint64(order.Uint32(e[4:])), uint64(order.Uint32(e[8:])), uint64(order.Uint32(e[12:]))
		if uint64(at)+pos+key+value > p.size {
			return fmt.Errorf("page %d: element at %d ends outside", p.id, at)
		}
		if order.Uint32(e)&bucketFlag == 0 {
			continue
		}
		if err := c.bucket(p.pos+int64(uint64(at)+pos+key), value); err != nil {
			return fmt.Errorf("page %d: %w", p.id, err)
		}
	}
	return nil
}

// bucket checks a bucket's header and notes its pages; the one page of a small
// bucket stands right behind the header.
func (c *checker) bucket(pos int64, size uint64) error {
	if size < bucketSize || size > uint64(c.meta.pageSize) && size > 1<<20 {
		return fmt.Errorf("bucket of %d bytes", size)
	}
	v := make([]byte, size)
	if _, err := c.f.ReadAt(v, pos); err != nil {
		return err
	}
	if root := order.Uint64(v); root != 0 {
		c.below = append(c.below, root)
		return nil
	}
	if v = v[bucketSize:]; len(v) < pageHeader {
		return fmt.Errorf("inline bucket of %d bytes", len(v))
	}
	count := int(order.Uint16(v[10:]))
	if flags := order.Uint16(v[8:]); flags != leafPage {
		return fmt.Errorf("inline bucket has flags %#x", flags)
	}
	v = v[pageHeader:]
	if count*elementSize > len(v) {
		return fmt.Errorf("inline bucket: %d elements in %d bytes", count, len(v))
	}
	inline := page{pos: pos + bucketSize + pageHeader, size: uint64(len(v)), head: v}
	return c.leaf(inline, v[:count*elementSize])
}
