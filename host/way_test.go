package host

import "testing"

func TestMessageGoesAllTheWay(t *testing.T) {
	r := newRig(t, map[string]string{"10-hello.js": `bot.hear(/^(hi|你好)/i, msg => "你好！")`})
	r.start()
	r.says("u1@im.wechat", "hi")
	if got := r.hears("u1@im.wechat", 1); got[0] != "你好！" {
		t.Errorf("reply = %q, want 你好！", got[0])
	}
	r.clean()
}
