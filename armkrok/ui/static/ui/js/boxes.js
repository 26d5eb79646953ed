// Boxes on a picture of a page: dragged with mouse, pen or finger, moved with the arrow keys.
// Each box has two number fields (millimetres from the upper left); without a script they are filled in by hand.
"use strict";

const STEP = 1;
const LEAP = 10;
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

for (const board of document.querySelectorAll("svg[data-ak-board]")) {
  const points = Number(board.dataset.akPoints); // in a millimetre
  const page = board.viewBox.baseVal;
  for (const box of board.querySelectorAll("[data-ak-box]")) {
    movable(board, box, points, page);
  }
}

function movable(board, box, points, page) {
  const left = document.getElementById(box.dataset.akLeft);
  const top = document.getElementById(box.dataset.akTop);
  const { width, height } = box.querySelector("rect").getBBox();
  const within = (value, most) => Math.min(Math.max(value, 0), Math.max(most, 0));

  const put = (x, y) => {
    const [inX, inY] = [within(x, page.width - width), within(y, page.height - height)];
    box.setAttribute("transform", `translate(${inX.toFixed(2)} ${inY.toFixed(2)})`);
    left.value = (Math.floor((inX / points) * 10) / 10).toFixed(1);
    top.value = (Math.floor((inY / points) * 10) / 10).toFixed(1);
  };
  const here = () => [Number(left.value) * points, Number(top.value) * points];
  const typed = () => {
    const [x, y] = here();
    box.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)})`);
  };
  const at = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(board.getScreenCTM().inverse());

  box.setAttribute("tabindex", "0");
  box.setAttribute("role", "button");
  left.addEventListener("input", typed);
  top.addEventListener("input", typed);

  let grip = null;
  box.addEventListener("pointerdown", (event) => {
    const [x, y] = here();
    const start = at(event);
    grip = [start.x - x, start.y - y];
    box.setPointerCapture(event.pointerId);
    box.focus();
    event.preventDefault();
  });
  box.addEventListener("pointermove", (event) => {
    if (grip) {
      const now = at(event);
      put(now.x - grip[0], now.y - grip[1]);
    }
  });
  for (const name of ["pointerup", "pointercancel"]) {
    box.addEventListener(name, () => {
      grip = null;
    });
  }
  box.addEventListener("keydown", (event) => {
    const way = KEYS[event.key];
    if (way) {
      const far = (event.shiftKey ? LEAP : STEP) * points;
      const [x, y] = here();
      put(x + way[0] * far, y + way[1] * far);
      event.preventDefault();
    }
  });
}
