#!/usr/bin/env bash
# github.com/netresearch/go-cron 0.9.1 (Go), the maintained heir of robfig/cron
#
# In zones whose clocks change at midnight a daily job in the hour after it is
# lost on the day when the clocks go forward, and runs twice on the day when
# they go back. Vixie cron, whose words this is, runs a fixed time once on both
# days. And a day of the month together with a day of the week means both here;
# in crontab it means either, so "0 0 13 * 5" is every 13th and every Friday
# there, and only a Friday the 13th here, without a word at parse time.
#
# Seen: Havana 2026, clocks forward on 8 March, back on 1 November.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOWORK=off

cat >go.mod <<'MOD'
module finding

go 1.26

require github.com/netresearch/go-cron v0.9.1
MOD

cat >main.go <<'GO'
package main

import (
	"fmt"
	"time"

	"github.com/netresearch/go-cron"
)

func show(spec string, from time.Time, n int) {
	schedule, err := cron.ParseStandard(spec)
	if err != nil {
		panic(err)
	}
	fmt.Println(spec)
	for range n {
		from = schedule.Next(from)
		fmt.Println("  ", from.Format("Mon 2006-01-02 15:04 MST"))
	}
}

func main() {
	havana, err := time.LoadLocation("America/Havana")
	if err != nil {
		panic(err)
	}
	show("30 0 * * *", time.Date(2026, 3, 6, 12, 0, 0, 0, havana), 3)
	show("30 0 * * *", time.Date(2026, 10, 31, 12, 0, 0, 0, havana), 3)
	show("0 0 13 * 5", time.Date(2026, 3, 1, 12, 0, 0, 0, havana), 2)
}
GO

cat >want <<'OUT'
30 0 * * *
   Sat 2026-03-07 00:30 CST
   Mon 2026-03-09 00:30 CDT
   Tue 2026-03-10 00:30 CDT
30 0 * * *
   Sun 2026-11-01 00:30 CDT
   Sun 2026-11-01 00:30 CST
   Mon 2026-11-02 00:30 CST
0 0 13 * 5
   Fri 2026-03-13 00:00 CDT
   Fri 2026-11-13 00:00 CST
OUT

go run . >got 2>log || { cat log; exit 1; }
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
