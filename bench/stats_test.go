package main

import (
	"math"
	"slices"
	"testing"
	"time"
)

func TestQuantile(t *testing.T) {
	for _, c := range []struct {
		values  []float64
		q, want float64
	}{
		{[]float64{3}, 0.5, 3},
		{[]float64{4, 1}, 0.5, 2.5},
		{[]float64{9, 1, 5}, 0.5, 5},
		{[]float64{0, 10, 20, 30, 40}, 0.99, 39.6},
		{[]float64{2, 1}, 1, 2},
		{[]float64{2, 1}, 0, 1},
	} {
		if got := quantile(c.values, c.q); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("quantile(%v, %v) = %v, want %v", c.values, c.q, got, c.want)
		}
	}
	if got := quantile(nil, 0.5); !math.IsNaN(got) {
		t.Errorf("quantile of nothing is %v", got)
	}
}

func TestQuantileLeavesTheOrder(t *testing.T) {
	values := []float64{3, 1, 2}
	quantile(values, 0.5)
	if !slices.Equal(values, []float64{3, 1, 2}) {
		t.Errorf("sorted to %v", values)
	}
}

func TestSummarise(t *testing.T) {
	if got, want := summarise([]float64{7, 1, 4}), (spread{Median: 4, Low: 1, High: 7, Rounds: 3}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := summarise(nil); !math.IsNaN(got.Median) || got.Rounds != 0 {
		t.Errorf("of nothing: %+v", got)
	}
}

// TestRatios: a round that one side failed has no ratio, and rounds are not
// mixed.
func TestRatios(t *testing.T) {
	got := ratios(map[int]float64{0: 2, 1: 30, 2: 5}, map[int]float64{0: 4, 1: 10, 3: 1})
	slices.Sort(got)
	if !slices.Equal(got, []float64{0.5, 3}) {
		t.Errorf("got %v", got)
	}
}

func TestTurn(t *testing.T) {
	sides := []side{{name: "old"}, {name: "new"}}
	for round, want := range []string{"old", "new", "old"} {
		got := turn(sides, round)
		if got[0].name != want || len(got) != 2 || got[0].name == got[1].name {
			t.Errorf("round %d: %v", round, got)
		}
	}
	if sides[0].name != "old" {
		t.Error("the list itself was turned")
	}
}

func TestBurden(t *testing.T) {
	b := burden{replies: 1000, took: 2 * time.Second, cpu: 250 * time.Millisecond}
	if b.rate() != 500 || b.perMessage() != 250 {
		t.Errorf("%v a second, %v µs a message", b.rate(), b.perMessage())
	}
}

func TestShort(t *testing.T) {
	for v, want := range map[float64]string{1234.6: "1235", 99.96: "100.0", 12.34: "12.3", 0.526: "0.53"} {
		if got := short(v); got != want {
			t.Errorf("short(%v) = %s, want %s", v, got, want)
		}
	}
}
