/** The one stylesheet: system fonts, light and dark by the reader's wish, from 320 px up. */
export const STYLE = `:root {
  color-scheme: light dark;
  --page: light-dark(#ffffff, #111418);
  --ink: light-dark(#14181f, #eef1f5);
  --faint: light-dark(#4b5563, #a9b3c1);
  --line: light-dark(#6b7280, #8a94a3);
  --deed: light-dark(#1d4ed8, #8ab4ff);
  --on-deed: light-dark(#ffffff, #0b1220);
  --bad: light-dark(#b42318, #ff9d92);
  --good: light-dark(#12663a, #7ddba5);
}
* { box-sizing: border-box }
[hidden] { display: none !important }
body {
  margin: 0; padding: 1.5rem 1rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif;
}
main { max-width: 26rem; margin: 0 auto }
@media (min-width: 40rem) { main { margin-top: 10vh } }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; text-wrap: balance }
p { margin: 0 0 1rem }
.name { color: var(--faint); margin: 0 0 .25rem }
.rules { color: var(--faint) }
label { display: block; font-weight: 600; margin: 0 0 .25rem }
input {
  display: block; width: 100%; margin: 0 0 1rem; padding: .625rem .75rem; font: inherit;
  color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .375rem;
}
input[readonly] { border-style: dashed; color: var(--faint) }
input[aria-invalid='true'] { border-color: var(--bad); border-width: 2px }
button {
  font: inherit; font-weight: 600; padding: .625rem 1rem; min-height: 2.75rem; cursor: pointer;
  border: 1px solid var(--deed); border-radius: .375rem; background: var(--deed); color: var(--on-deed);
}
button.quiet { background: transparent; color: var(--deed) }
button[disabled] { cursor: progress; opacity: .6 }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem }
:focus-visible { outline: 3px solid var(--deed); outline-offset: 2px }
.problem { color: var(--bad); margin: -.5rem 0 1rem }
.problem:empty, #outcome:empty { display: none }
#outcome { margin: 1rem 0 0; padding: .75rem 1rem; border-left: 4px solid var(--line) }
#outcome.good { border-color: var(--good) }
#outcome.bad { border-color: var(--bad) }
main.wide { max-width: 56rem }
h2 { margin: 2rem 0 .5rem }
h3 { font-size: 1rem; margin: 1rem 0 .25rem }
a { color: var(--deed) }
ul { margin: 0 0 1rem; padding-left: 1.25rem }
code { overflow-wrap: anywhere }
details { border-top: 1px solid var(--line); padding: .5rem 0 }
details details { border: 0 }
summary { cursor: pointer }
summary code { font-weight: 600 }
pre { overflow-x: auto; margin: 0 0 .5rem; padding: .5rem; border: 1px solid var(--line) }
pre code { overflow-wrap: normal }
`
