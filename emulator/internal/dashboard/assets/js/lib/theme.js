// Light or dark: what the system likes until somebody chooses.
export function toggleTheme() {
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
  try { localStorage.setItem('belvo-emulator-theme', root.dataset.theme); } catch { /* storage may be forbidden */ }
}
