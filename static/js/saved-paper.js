// A PDF that came as an answer, saved on the device under the name that it has.

export function isPaper(answer) {
  return answer.headers.get("Content-Type") === "application/pdf";
}

export async function save(answer, otherwise) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition"))?.[1] ?? otherwise;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
