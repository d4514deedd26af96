#include "p8/report/html/theme.h"

namespace p8::report {

const char* server_css() {
  return R"css(
.top{flex-wrap:wrap}
.pages{margin-right:auto}
.pages ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:0;padding:0;list-style:none}
.pages a{display:inline-block;padding:.375rem 0}
.pages [aria-current]{font-weight:600;text-decoration:none;border-bottom:2px solid var(--accent)}
.form{margin-top:var(--gap)}
.form .control{flex:1 1 14rem;max-width:22rem}
.form input{width:100%}
.form button{font-weight:600}
@media print{.pages{display:none}}
)css";
}

}  // namespace p8::report
