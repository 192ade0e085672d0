package main

import (
	"math"
	"slices"
)

// spread sums up what several rounds found.
type spread struct {
	Median float64 `json:"median"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	Rounds int     `json:"rounds"`
}

// summarise is the median of values, and the least and greatest of them. Zero
// values give a spread of NaN.
func summarise(values []float64) spread {
	if len(values) == 0 {
		return spread{Median: math.NaN(), Low: math.NaN(), High: math.NaN()}
	}
	return spread{Median: quantile(values, 0.5), Low: slices.Min(values), High: slices.Max(values), Rounds: len(values)}
}

// quantile is the value below which the share q of values lies, between two
// of them where it falls there. It is NaN for no values.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	at := q * float64(len(sorted)-1)
	low := int(at)
	if low+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[low] + (at-float64(low))*(sorted[low+1]-sorted[low])
}

// ratios divides what two sides found round by round; a round that one of them
// failed is left out.
func ratios(over, under map[int]float64) []float64 {
	var list []float64
	for round, value := range over {
		if base, both := under[round]; both && base != 0 {
			list = append(list, value/base)
		}
	}
	return list
}
