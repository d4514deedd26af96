#include "p8/report/html/theme.h"

namespace p8::report {

const char* control_css() {
  return R"css(
[hidden]{display:none!important}
.controls{display:flex;flex-wrap:wrap;align-items:end;gap:.75rem 1rem}
.control{display:grid;gap:.25rem;min-width:0;max-width:100%}
.control label{font-size:.875rem;font-weight:600;line-height:1.35;color:var(--ink-soft)}
select,input,.controls button,.more button{min-height:2.5rem;min-width:0;max-width:100%;margin:0;padding:.25rem .75rem;font:inherit;line-height:1.4;color:var(--ink);background-color:var(--surface);border:1px solid var(--edge);border-radius:.375rem}
select{appearance:none;width:100%;padding-right:2.25rem;text-overflow:ellipsis;cursor:pointer}
.select{position:relative}
.select::after{content:"";position:absolute;right:1rem;bottom:1.0625rem;width:.5rem;height:.5rem;border:solid var(--accent);border-width:0 2px 2px 0;transform:rotate(45deg);pointer-events:none}
input{width:18rem}
:is(select,input,.controls button,.more button):hover{border-color:var(--accent)}
:is(.controls,.more) button:hover{color:var(--accent)}
:is(select,input,button):focus-visible{border-radius:.375rem}
.count{min-height:2.5rem;display:flex;align-items:center;font-size:.9375rem;color:var(--ink-soft);font-variant-numeric:lining-nums tabular-nums}

.back{margin-bottom:1.25rem;font-size:.9375rem}
.back a{display:inline-block;padding:.375rem 0;text-decoration:none}
.back a::before{content:"\2190\A0" / ""}
.back a:hover{text-decoration:underline}
.picker{grid-column:1/-1;padding:1rem 1.25rem 1.125rem;margin-bottom:1.5rem;background:var(--surface);border:1px solid var(--rule);border-left:4px solid var(--accent);border-radius:.25rem var(--radius) var(--radius) .25rem;gap:.5rem}
.picker .control{flex:0 1 22rem}
.picker button{display:inline-flex;align-items:center;justify-content:center;gap:.5rem;min-width:2.75rem}
.picker button::before,.picker button::after{font-size:1.375rem;line-height:1;color:var(--accent)}
.previous::before{content:"\2039" / ""}
.next::after{content:"\203A" / ""}
.picker .count{margin-left:.5rem}

.choice>*+*{margin-top:var(--gap)}
.panel>*+*{margin-top:var(--gap)}
.panel-name{font-weight:600}
.controls:not([hidden])~.panel>.panel-name,.all>.panel>.panel-name{display:none}
.choice.small{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,18.375rem),1fr));gap:0 1rem}
.choice.small>.panel{display:contents}
.choice.small>.controls,.small>.panel>.panel-name{grid-column:1/-1}
.choice.small>*,.small>.panel>*{margin-block:0 1rem}
figure.small{container-type:normal;display:grid;grid-template-rows:subgrid;grid-row:span 4;min-width:0;padding:1rem .8125rem}
figure.small>*{min-width:0}
figure.small>.legend{grid-row:2}
figure.small>:is(.chart,.no-data){grid-row:3}
figure.small>details{grid-row:4}

.chooser{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,13rem),1fr));margin-top:1rem}

.searchable>.scroll{margin-top:1rem}
.searchable>.scroll>table{width:100%}
.more{margin-top:1rem}
@media (scripting:enabled){.paged>tbody>tr:nth-child(n+101){display:none}}

.letter{max-width:44rem;padding:clamp(1.25rem,6cqi,3.5rem);background:var(--surface);border:1px solid var(--rule);border-radius:.25rem;box-shadow:0 .75rem 1.5rem -1.25rem var(--edge);font:1.0625rem/1.65 var(--serif)}
.letter p{white-space:pre-line}
.letter p+p{margin-top:1em}
.letter+.controls{margin-top:1rem}

@media (max-width:30rem){
 .control,input{width:100%;max-width:none}
 figure.small{padding:1rem}
 .picker .control{flex:1 0 100%}
 .picker button{flex:1}
 .picker .count{flex:1 0 100%;margin:0;min-height:0}
}
@media (forced-colors:active){select{appearance:auto;padding-right:.75rem}.select::after{content:none}}
@media print{
 .controls,.more{display:none}
 .searchable[data-filtered]>.controls{display:block}
 .control{display:none}
 figure.small{padding:.75rem 0}
 .choice:not(.all)>.panel>.panel-name.panel-name{display:block}
 .letter{max-width:none;padding:0;border:0;box-shadow:none;break-before:page;break-after:page;font-size:11.5pt}
 :root:has(.printed) body *:not(.printed,.printed *,:has(.printed)){display:none}
}
)css";
}

}  // namespace p8::report
