#include "p8/report/theme.h"

namespace p8::report {

const char* chart_css() {
  return R"css(
.columns{fill:var(--neutral-tint);stroke:var(--neutral)}
.client{fill:var(--ink);stroke:var(--surface);stroke-width:3;paint-order:stroke;stroke-linejoin:round}
.client-line{stroke:var(--ink);stroke-width:2.5}
.client-ring{fill:none;stroke:var(--ink);stroke-width:2.5}
.client-ground{fill:none;stroke:var(--surface);stroke-width:7}
.symbol{fill:none}
.value-low{stroke:var(--value-low)}.value-middle{stroke:var(--value-middle)}.value-high{stroke:var(--value-high)}
.value-missing{stroke:var(--ink-soft)}.other{stroke:var(--neutral)}
.strip{fill:var(--tint)}
.zero{stroke:var(--edge);stroke-width:1.5}
.connector{fill:none;stroke:var(--edge)}
.grid,.axis,path.marker,.marker-ground{fill:none}
.needle{fill:none;stroke:var(--ink);stroke-width:3.5}
.needle-ground{fill:none;stroke:var(--surface);stroke-width:8}
.chart text.dial-value{font:600 52px/1 var(--serif)}
.chart.narrow text.dial-value{font-size:32px}
.swatch.point{width:1rem}
.legend strong{min-width:0;font-weight:600}
@media (forced-colors:active){:root:root:root{--neutral-tint:Canvas;--value-low:CanvasText;--value-middle:CanvasText;--value-high:CanvasText}.strip{fill:Canvas;stroke:GrayText}}
)css";
}

}  // namespace p8::report
