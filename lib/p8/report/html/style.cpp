#include "p8/report/html/theme.h"

namespace p8::report {

const char* layout_css() {
  return R"css(
*{box-sizing:border-box}
html{font:100%/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",Arial,sans-serif;-webkit-text-size-adjust:100%;text-size-adjust:100%;
  --serif:"Iowan Old Style","Palatino Linotype",Palatino,"URW Palladio L",P052,Charter,Georgia,"Noto Serif",serif;--mono:ui-monospace,"Cascadia Mono","SF Mono",Consolas,"DejaVu Sans Mono",monospace;--gap:1.5rem;--radius:.625rem}
body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:break-word}
body>*{width:min(100% - 2rem,74rem);margin-inline:auto}
p,ul,ol,dl,pre,h1,h2,h3,figure{margin:0}
h1,h2{font-family:var(--serif);font-weight:600;line-height:1.18;text-wrap:balance;letter-spacing:-.01em}
a{color:var(--accent);text-underline-offset:.2em}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px;border-radius:.2rem}
main:focus{outline:none}
.patterns{position:absolute;width:0;height:0}
.skip{position:absolute;left:1rem;top:-6rem;width:auto;z-index:2;padding:.6rem 1rem;background:var(--surface);border:2px solid var(--accent);border-radius:.4rem}
.skip:focus{top:.75rem}

.top{display:flex;align-items:center;justify-content:space-between;gap:1rem;padding-block:1rem;border-bottom:1px solid var(--rule)}
.brand{font-family:var(--serif);font-size:1.375rem;font-weight:700;line-height:1;color:var(--accent)}
button{font:inherit;color:inherit;cursor:pointer}
#theme{display:inline-flex;align-items:center;gap:.5rem;min-height:2.25rem;padding:.25rem .875rem;font-size:.875rem;background:var(--surface);border:1px solid var(--edge);border-radius:2rem}
#theme[hidden]{display:none}
#theme::before{content:"";width:.875rem;height:.875rem;border:1.5px solid currentColor;border-radius:50%;background:linear-gradient(90deg,currentColor 50%,transparent 50%)}
#theme[aria-pressed=true]{border-color:var(--accent);color:var(--accent)}
#theme[aria-pressed=true]::before{background:currentColor}

.answer{padding-block:3rem 2.5rem}
.kicker{margin-bottom:.75rem;font-size:.875rem;font-weight:600;letter-spacing:.06em;text-transform:uppercase;color:var(--accent)}
h1{font-size:clamp(1.75rem,1.3rem + 2.2vw,2.875rem);max-width:24em}
.lead{max-width:46em;margin-top:1.125rem;font-size:clamp(1.0625rem,1rem + .35vw,1.25rem);line-height:1.55;color:var(--ink)}
.verdict{margin-top:1.25rem;font-size:1.25rem}
.answer>:is(dl,div,figure){margin-top:2rem}

.contents{padding-block:1rem;border-block:1px solid var(--rule);font-size:.9375rem}
.contents p{font-size:.875rem;font-weight:600;color:var(--ink-soft)}
.contents ol{margin-top:.25rem;padding:0;list-style:none;counter-reset:item;columns:16rem;column-gap:2rem}
.contents li{counter-increment:item;break-inside:avoid}
.contents a{display:grid;grid-template-columns:1.75rem 1fr;padding:.3125rem 0;color:var(--ink);text-decoration:none}
.contents a::before{content:counter(item) / "";color:var(--ink-soft);font-variant-numeric:tabular-nums}
.contents a:hover{color:var(--accent);text-decoration:underline}

.sections{counter-reset:section}
section{counter-increment:section;padding-top:3rem;scroll-margin-top:1rem}
section>*+*{margin-top:var(--gap)}
section>:is(p,ul,ol){max-width:44em}
section>p+p{margin-top:.875rem}
h2{display:flex;gap:.75rem;align-items:baseline;font-size:clamp(1.375rem,1.2rem + .7vw,1.75rem);padding-bottom:.625rem;border-bottom:2px solid var(--accent)}
h2::before{content:counter(section) / "";color:var(--accent);font-variant-numeric:lining-nums}
h3{font-size:1.125rem;line-height:1.35}
section>*+h3{margin-top:2.25rem}
section>h3+*{margin-top:.75rem}

.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,11.5rem),1fr));gap:1rem}
.card{display:flex;flex-direction:column;min-width:0;padding:1.125rem 1.25rem 1.25rem;background:var(--surface);border:1px solid var(--rule);border-top:3px solid var(--accent);border-radius:0 0 var(--radius) var(--radius)}
.card dt{font-size:.9375rem;line-height:1.35;color:var(--ink-soft)}
.card dd{margin:0}
.card .value{margin-top:.5rem;font-family:var(--serif);font-size:clamp(1.625rem,1.4rem + .8vw,2.125rem);font-weight:600;line-height:1.15;font-variant-numeric:lining-nums tabular-nums;overflow-wrap:anywhere}
.card .value .badge{font-family:system-ui,sans-serif;font-size:1.0625rem}
.unit{font-family:system-ui,sans-serif;font-size:1rem;font-weight:400;color:var(--ink-soft)}
.card .note{margin-top:.375rem;font-size:.875rem;line-height:1.4;color:var(--ink-soft)}

.page-cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));gap:1.25rem;padding:0;list-style:none}
section>.page-cards{max-width:none}
.page-card{display:flex;flex-direction:column;gap:.75rem;min-width:0;padding:1.25rem 1.375rem 1.125rem;background:var(--surface);border:1px solid var(--rule);border-radius:var(--radius)}
.page-card .kicker{margin:0 0 -.5rem;font-size:.8125rem;color:var(--ink-soft)}
.page-card h3{font-family:var(--serif);font-size:1.375rem;line-height:1.25}
.page-card h3 a{display:inline-block;padding-block:.125rem}
.page-card h3 a::after{content:"\A0\2192" / "";text-decoration:none}
.page-card .cards{grid-template-columns:repeat(auto-fit,minmax(min(100%,5.5rem),1fr));gap:.5rem 1rem;padding-block:.75rem;border-block:1px solid var(--rule)}
.page-card .card{padding:0;border:0;background:none}
.page-card .card dt,.page-card .card .note{font-size:.875rem}
.page-card .card .value{margin-top:.125rem;font-size:1.5rem}
.page-card .card .note{margin-top:.125rem}
.page-card .definitions{margin-top:auto;padding:0;border:0;border-radius:0;background:none;font-size:.9375rem}
.page-card .definitions>div{grid-template-columns:6.5rem minmax(0,1fr);padding-block:.1875rem;border:0}

.icon{width:1em;height:1em;flex:none;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.badge{display:inline-flex;align-items:baseline;gap:.4em;padding:.125em .625em;font-weight:600;line-height:1.4;border:1px solid currentColor;border-radius:2em}
.badge .icon{align-self:center}
.is-accepted{--tone:var(--accepted);--ground:var(--accepted-tint)}
.is-refused{--tone:var(--refused);--ground:var(--refused-tint)}
.is-warning{--tone:var(--warning);--ground:var(--warning-tint)}
.is-neutral{--tone:var(--accent);--ground:var(--surface)}
.badge{color:var(--tone);background:var(--ground)}
.notice{display:grid;grid-template-columns:auto 1fr;gap:.875rem;max-width:52em;padding:1rem 1.25rem;background:var(--ground);border:1px solid var(--rule);border-left:4px solid var(--tone);border-radius:.25rem var(--radius) var(--radius) .25rem}
.notice>div{min-width:0}
.notice .icon{width:1.25rem;height:1.25rem;margin-top:.1875rem;color:var(--tone)}
.notice-title{font-weight:600}

.definitions{background:var(--surface);border:1px solid var(--rule);border-radius:var(--radius);padding:.375rem 1.25rem}
.definitions>div{display:grid;gap:.125rem 1.5rem;grid-template-columns:minmax(0,1fr);padding-block:.625rem}
.definitions>div+div{border-top:1px solid var(--rule)}
.definitions dt{color:var(--ink-soft)}
.definitions dd{margin:0;min-width:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
.list{padding-left:1.5rem}
.list li{padding-left:.25rem}
.list li+li{margin-top:.375rem}
.list li::marker{color:var(--accent)}
.code-label{margin-bottom:.375rem;font-size:.9375rem;color:var(--ink-soft)}
pre{padding:.875rem 1rem;background:var(--tint);border:1px solid var(--rule);border-radius:var(--radius);font:.875rem/1.55 var(--mono);tab-size:2}

.scroll{max-width:100%;overflow-x:auto;container-type:inline-size}
.scroll:focus-visible{outline-offset:1px}
table{border-collapse:collapse;min-width:min(100%,36rem);background:var(--surface);font-size:.9375rem;line-height:1.4;border-bottom:1px solid var(--edge)}
section>.scroll>table{width:100%}
caption{padding-bottom:.625rem;text-align:left;font-weight:600}
caption span{display:inline-block;max-width:100cqi}
th,td{padding:.5rem .875rem;text-align:left;vertical-align:top;max-width:min(24rem,60cqi);min-width:3.5rem;overflow-wrap:break-word}
bdi{overflow-wrap:anywhere}
td .badge{white-space:nowrap;overflow-wrap:normal}
thead th,thead td{vertical-align:bottom;background:var(--tint);border-block:1px solid var(--edge);font-weight:600;white-space:normal}
tbody th,tbody td{vertical-align:baseline}
tbody th{font-weight:500}
tbody tr+tr>*{border-top:1px solid var(--rule)}
tbody tr:hover>*{background:var(--tint)}
.n,
[data-n~="1"]>tbody>tr>:nth-child(1),[data-n~="2"]>tbody>tr>:nth-child(2),[data-n~="3"]>tbody>tr>:nth-child(3),[data-n~="4"]>tbody>tr>:nth-child(4),[data-n~="5"]>tbody>tr>:nth-child(5),[data-n~="6"]>tbody>tr>:nth-child(6),[data-n~="7"]>tbody>tr>:nth-child(7),[data-n~="8"]>tbody>tr>:nth-child(8),[data-n~="9"]>tbody>tr>:nth-child(9),[data-n~="10"]>tbody>tr>:nth-child(10),[data-n~="11"]>tbody>tr>:nth-child(11),[data-n~="12"]>tbody>tr>:nth-child(12){text-align:right;font-variant-numeric:lining-nums tabular-nums;white-space:nowrap;max-width:none}
thead .n{white-space:normal}
.undefined{color:var(--ink-soft)}
th button{display:inline-block;min-height:1.75rem;margin:-.25rem -.375rem;padding:.25rem .375rem;font:inherit;text-align:inherit;background:none;border:0;border-radius:.25rem}
th button::after{content:"\A0\2195" / "";color:var(--ink-soft);font-weight:400}
th button:hover{background:var(--surface);color:var(--accent)}
th[aria-sort=ascending] button::after{content:"\A0\2191" / "";color:var(--accent)}
th[aria-sort=descending] button::after{content:"\A0\2193" / "";color:var(--accent)}

figure{padding:1.25rem;background:var(--surface);border:1px solid var(--rule);border-radius:var(--radius);container-type:inline-size}
.figure-title{font-size:1.0625rem;font-weight:600;line-height:1.35}
.figure-summary{max-width:46em;margin-top:.25rem;color:var(--ink-soft)}
.legend{display:flex;flex-wrap:wrap;gap:.375rem 1.5rem;margin-top:.875rem;padding:0;list-style:none;font-size:.9375rem}
.legend li{display:flex;align-items:center;gap:.5rem;min-width:0}
.legend span{min-width:0}
.swatch{width:2rem;height:1rem;flex:none}
.chart{display:block;width:100%;height:auto;margin-top:1.125rem;overflow:visible;color:var(--ink)}
.chart text{fill:currentColor;font-size:13.75px;font-variant-numeric:lining-nums tabular-nums}
.chart.narrow{max-width:25rem}
.chart.narrow text{font-size:13px}
.chart.wide{display:none}
@container (min-width:42rem){.chart.wide{display:block}.full>.chart.narrow{display:none}}
.chart .tick{color:var(--ink-soft)}
.chart .strong,.chart .value{font-weight:600}
.chart .halo{paint-order:stroke;stroke:var(--surface);stroke-width:4px;stroke-linejoin:round}
.grid{stroke:var(--rule)}
.axis{stroke:var(--edge)}
.accepted{fill:var(--accepted)}
.refused{fill:url(#hatch-refused);stroke:var(--refused)}
.warning{fill:url(#hatch-warning);stroke:var(--warning)}
.neutral{fill:var(--neutral)}
.s1{stroke:var(--series-1)}.s2{stroke:var(--series-2)}.s3{stroke:var(--series-3)}.s4{stroke:var(--series-4)}
.line{fill:none;stroke-width:2.25;stroke-linejoin:round}
.dot{fill:var(--surface);stroke-width:2.25}
.marker{stroke:var(--ink);stroke-width:1.75;stroke-dasharray:5 3}
.marker-ground{stroke:var(--surface);stroke-width:4.5}
.diagonal{stroke:var(--neutral);stroke-width:1.5;stroke-dasharray:3 4}
.ring{fill:none;stroke:var(--ink);stroke-width:2}
.whisker{fill:none;stroke:var(--ink);stroke-width:1.5}
.whisker-ground{fill:none;stroke:var(--surface);stroke-width:4.5}
.ground-refused{fill:var(--refused-tint)}.ink-refused{fill:var(--refused)}
.ground-warning{fill:var(--warning-tint)}.ink-warning{fill:var(--warning)}
details{margin-top:1.125rem;padding-top:.75rem;border-top:1px solid var(--rule)}
summary{width:fit-content;min-height:1.75rem;padding:.125rem .25rem;font-size:.9375rem;color:var(--accent);cursor:pointer}
details>.scroll{margin-top:.75rem}
details table{font-size:.875rem}
details th,details td{padding:.3125rem .75rem}
.no-data{margin-top:1rem;color:var(--ink-soft)}

footer{margin-top:4rem;padding-block:1.25rem 2.5rem;border-top:1px solid var(--rule);font-size:.875rem;color:var(--ink-soft)}

@media (min-width:40rem){.definitions>div{grid-template-columns:minmax(10rem,16rem) minmax(0,1fr)}figure{padding:1.5rem 1.75rem}}
@media (min-width:70rem){
 main{display:grid;grid-template-columns:13rem minmax(0,1fr);column-gap:3.5rem;align-items:start}
 .answer{grid-column:1/-1}
 .contents{position:sticky;top:1.5rem;max-height:calc(100vh - 3rem);overflow-y:auto;margin-top:3rem;padding:.25rem 0 0;border:0}
 .contents ol{columns:auto}
}
@media (max-width:30rem){.answer{padding-block:1.75rem}figure{margin-inline:-1rem;padding:1rem;border-width:1px 0;border-radius:0}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media (forced-colors:active){
 :root:root:root{--surface:Canvas;--paper:Canvas;--ink:CanvasText;--accent:LinkText;--edge:CanvasText;--rule:GrayText;--neutral:CanvasText;--accepted:CanvasText;--refused:CanvasText;--warning:CanvasText;--accepted-tint:Canvas;--refused-tint:Canvas;--warning-tint:Canvas;--series-1:CanvasText;--series-2:CanvasText;--series-3:CanvasText;--series-4:CanvasText;--ink-soft:CanvasText}
 #theme{display:none}
 .card{border-top-color:CanvasText}
 .contents a{color:LinkText}
}
@media print{
 @page{margin:14mm}
 html{font-size:10pt}
 body{background:none}
 body>*{width:100%}
 .skip,#theme,.contents,.long,summary,th button::after{display:none}
 main{display:block}
 .answer{padding-block:1rem}
 section{padding-top:1.75rem}
 h2,h3,caption,figcaption{break-after:avoid}
 figure,.card,.page-card,.notice,tr,.definitions>div{break-inside:avoid}
 figure{padding:.75rem 0;border-width:1px 0 0;border-radius:0}
 details{border:0;padding:0;break-inside:auto}
 details::details-content{content-visibility:visible;block-size:auto}
 .scroll{overflow:visible}
 pre{white-space:pre-wrap;overflow-wrap:anywhere}
 table{font-size:8.5pt}
 th,td{padding:.25rem .5rem;overflow-wrap:anywhere}
 thead{display:table-header-group}
 a{color:inherit;text-decoration:none}
 *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
)css";
}

}  // namespace p8::report
