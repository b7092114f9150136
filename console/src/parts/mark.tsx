// Voxgate's mark.

export const Mark = () => (
  <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="8" />
    <path d="M7 13v6M11.5 9v14M16 12v8M20.5 7v18M25 14v4" />
  </svg>
);
