// The search of a page that somebody has before them: case and accents do not matter, a word may be begun only.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// Returns what says of a text whether it has every word of `typed`, or nothing where no word was typed.
export const searchFor = (typed) => {
  const words = plain(typed).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  if (!words.length) return null;
  return (text) => {
    const parts = plain(text).split(/[^\p{L}\p{N}]+/u);
    return words.every((word) => parts.some((part) => part.startsWith(word)));
  };
};
