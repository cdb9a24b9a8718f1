// Sets light or dark before the first paint; a classic script, so that nothing is painted before it ran.
(() => {
  let wanted = '';
  try { wanted = localStorage.getItem('belvo-emulator-theme') || ''; } catch { /* storage may be forbidden */ }
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = wanted || (dark ? 'dark' : 'light');
})();
