/** How many of `length` places are such, where these come before all others: by binary search. */
export function countWhile(length: number, isSuch: (at: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSuch(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
