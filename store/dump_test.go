package store

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"
)

func TestDumpAndLoad(t *testing.T) {
	ctx := context.Background()
	db := temp(t)
	kv := NewKV(db, KVOptions{})
	for i := range 2*dumpPage + 10 {
		_ = kv.Space(fmt.Sprint("space", i%3)).Set(nil, fmt.Sprint("key", i), raw(fmt.Sprintf(`{"n":%d}`, i)), 0)
	}
	_ = kv.Space("ttl").Set(nil, "soon", raw(`"x"`), time.Hour)
	var dump bytes.Buffer
	if err := kv.Dump(ctx, &dump); err != nil {
		t.Fatal(err)
	}
	other := NewKV(temp(t), KVOptions{})
	done, err := other.Load(ctx, bytes.NewReader(dump.Bytes()))
	if err != nil || done.Set != 2*dumpPage+11 || done.Expired != 0 {
		t.Fatalf("Load = %+v, %v", done, err)
	}
	var again bytes.Buffer
	if err := other.Dump(ctx, &again); err != nil || again.String() != dump.String() {
		t.Errorf("dump of what was loaded differs (%v)", err)
	}
	if v, ok := other.Space("space1").Get("key1"); !ok || string(v) != `{"n":1}` {
		t.Errorf("loaded value %s, %v", v, ok)
	}
}
