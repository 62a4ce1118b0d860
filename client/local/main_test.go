package local

import (
	"flag"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	if task, ok := os.LookupEnv(childTask); ok {
		doTask(task)
	}
	flag.String("endpoint", "", "URL of another endpoint, with the sample, to send the vectors to")
	flag.Bool("update", false, "write the files of testdata/answers from what is answered now")
	flag.Parse()
	os.Exit(m.Run())
}
