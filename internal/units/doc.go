// Package units reads and writes durations and sizes the way people write them
// to hotreply: "1h30m" or "2d", "512KB" or "1.5GB". config.toml, scripts, the
// console and the simulator share it, so that one text means the same in all
// of them.
//
//	d, err := units.ParseDuration("1d12h") // 36 hours
//	units.FormatDuration(d)                // "1d12h"
//	n, err := units.ParseSize("1.5MB")     // 1572864
//	units.FormatSize(n)                    // "1536KB"
//
// Errors quote the text and name the accepted units; no caller tells them
// apart, so they have no type. Nothing here keeps state or starts a goroutine.
package units
