// Go's goroutines as units: each idles until the context they share is done; nobody supervises them, and nothing throws. Asked for wide: how many milliseconds
// they take to be started and stopped; for bytes: how many each keeps. Prints the variant, a tab, the value.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"sort"
	"sync"
	"time"
)

const samples = 3

type population struct {
	stop         context.CancelFunc
	begun, ended sync.WaitGroup
}

func start(count int) *population {
	units := &population{}
	ctx, stop := context.WithCancel(context.Background())
	units.stop = stop
	units.begun.Add(count)
	units.ended.Add(count)
	for index := 0; index < count; index++ {
		go func() {
			defer units.ended.Done()
			units.begun.Done()
			<-ctx.Done()
		}()
	}
	units.begun.Wait()
	return units
}

func (units *population) end() {
	units.stop()
	units.ended.Wait()
}

func wide(count int, name string) {
	var starts, stops []float64
	for sample := 0; sample < samples; sample++ {
		runtime.GC()
		began := time.Now()
		units := start(count)
		starts = append(starts, milliseconds(began))
		began = time.Now()
		units.end()
		stops = append(stops, milliseconds(began))
	}
	fmt.Printf("start of %s\t%.3f\n", name, median(starts))
	fmt.Printf("start of %s, adding them included\t%.3f\n", name, median(starts))
	fmt.Printf("stop of %s, not throwing\t%.3f\n", name, median(stops))
}

func bytes(count int) {
	before := inUse()
	units := start(count)
	fmt.Printf("awaits its token\t%.1f\n", float64(inUse()-before)/float64(count))
	units.end()
}

func inUse() uint64 {
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return memory.StackInuse + memory.HeapInuse
}

func milliseconds(began time.Time) float64 {
	return float64(time.Since(began).Nanoseconds()) / 1e6
}

func median(values []float64) float64 {
	sort.Float64s(values)
	return values[len(values)/2]
}

func main() {
	if os.Args[1] == "bytes" {
		bytes(100_000)
		return
	}
	wide(1, "1")
	wide(1_000, "1,000")
	wide(10_000, "10,000")
	wide(100_000, "100,000")
	wide(1_000_000, "1,000,000")
}
