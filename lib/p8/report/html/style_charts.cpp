#include "p8/report/html/theme.h"

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
.more-1{fill:var(--more-1)}.more-2{fill:var(--more-2)}.more-3{fill:var(--more-3)}.more-4{fill:var(--more-4)}.more-5{fill:var(--more-5)}
.less-1{fill:var(--less-1)}.less-2{fill:var(--less-2)}.less-3{fill:var(--less-3)}.less-4{fill:var(--less-4)}.less-5{fill:var(--less-5)}
.swatch .shade{stroke:var(--edge)}
.chart text.on{fill:var(--surface)}
.frame{fill:none;stroke:var(--edge)}
.outlined{fill:none;stroke:var(--ink);stroke-width:2}
.figure-title+.pictures{margin-top:.75rem}
.pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,8.5rem),1fr));gap:1rem;padding:0;list-style:none}
.pictures>li{display:grid;min-width:0}
.picture{display:grid;grid-template:auto 1fr/minmax(0,1fr);gap:.75rem;margin:0;padding:.75rem;border-radius:var(--radius);border-width:1px;min-width:0}
.picture img,.no-picture{width:100%;height:auto;aspect-ratio:1;background:var(--tint);border-radius:.25rem}
.picture img{object-fit:contain}
.no-picture{padding:.75rem .5rem;font-size:.875rem;text-align:center;color:var(--ink-soft);overflow-wrap:anywhere}
.picture figcaption{display:grid;gap:.375rem;align-content:start;min-width:0;font-size:.875rem;line-height:1.4}
.picture-title{font-weight:600;overflow-wrap:anywhere}
.picture .note{color:var(--ink-soft)}
.picture .badge{display:inline-block;font-size:.8125rem;border-radius:1em;overflow-wrap:anywhere}
.picture .icon{margin-right:.4em;vertical-align:-.125em}
@media (forced-colors:active){:root:root:root{--neutral-tint:Canvas;--value-low:CanvasText;--value-middle:CanvasText;--value-high:CanvasText}.strip,.shade{fill:Canvas;stroke:GrayText}.chart text.on{fill:CanvasText}}
@media (max-width:30rem){.pictures{gap:.75rem}.picture{padding:.5rem}}
@media (min-width:22rem) and (max-width:30rem){.pictures:has(>:nth-child(3):last-child){grid-template-columns:repeat(3,minmax(0,1fr));gap:.5rem}}
@media (min-width:70rem){.pictures{grid-template-columns:repeat(4,minmax(0,1fr))}}
@media print{.pictures{grid-template-columns:repeat(4,minmax(0,1fr));gap:.5rem}.picture{padding:.375rem}}
)css";
}

}  // namespace p8::report
