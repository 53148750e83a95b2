/** Two lines that agree. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 64 64" aria-hidden>
      <rect width="64" height="64" rx="14" fill="#2f6a5b" />
      <path d="M14 19h36M14 28h36" stroke="#e4ede8" strokeWidth="5" strokeLinecap="round" />
      <path d="M17 44l8 8 21-18" fill="none" stroke="#9fe0cb" strokeWidth="6.5" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
