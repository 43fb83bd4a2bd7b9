/** The name that an answer gives its file, or the one given. */
export function fileNameOf(response: Response, otherwise: string): string {
  const disposition = response.headers.get('content-disposition') ?? '';
  return /filename="([^"/\\]+)"/.exec(disposition)?.[1] ?? otherwise;
}

/** Hands a file over to the browser, which puts it where it puts downloads. */
export function saveFile(contents: Blob, name: string): void {
  const url = URL.createObjectURL(contents);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of it by then; without this it would stay in memory as long as the page.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Hands the body of an answer over; `otherwise` is its name when the server gives none. */
export async function saveAnswer(response: Response, otherwise: string): Promise<void> {
  saveFile(await response.blob(), fileNameOf(response, otherwise));
}
