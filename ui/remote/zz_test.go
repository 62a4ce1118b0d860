package remote_test
import ("testing";"unsafe"; uv "github.com/charmbracelet/ultraviolet";"fmt";"os";"runtime/pprof";"golang.org/x/crypto/ssh";"time")
func TestZZ(t *testing.T) {
 t.Log(unsafe.Sizeof(uv.Cell{}))
 for _, sz := range [][2]uint32{{80,24},{120,40},{240,67},{240,72},{400,120}} {
  t.Run(fmt.Sprint(sz), func(t *testing.T){
	keys, lines := people(t, 10)
	w := start(t, nil, lines...)
	var cs []*ssh.Client
	for _, k := range keys { cs = append(cs, w.client(k)) }
	before := heap()
	for _, c := range cs { ch := raw(t, c); shell(t, ch, sz[0], sz[1]); }
	time.Sleep(time.Second)
	f, _ := os.Create(fmt.Sprintf("/tmp/szc/%d.pprof", sz[0]))
	a := heap()
	pprof.WriteHeapProfile(f); f.Close()
	t.Logf("%.2f MB each", float64(a-before)/10/(1<<20))
  })
 }
}
