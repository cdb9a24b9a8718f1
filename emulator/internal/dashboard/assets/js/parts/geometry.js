// The one geometry of a link's life, by hand: left to right from the first registration to the end, what
// heals in the middle, trouble to the right. The dashed box is a superstate: the two edges that leave it stand
// for credentials_expired and delete_ok of the four states in it. Each edge: its path, its head's place and
// turn, and its label's place, anchor and direction of further lines.

export const landscape = {
  viewBox: '0 0 1000 358', box: [62, 40, 660, 306, 26], boxName: [84, 60], start: [27, 170, 7], glow: 190,
  ghost: 'M27 170H360C420 84 470 74 610 88C486 108 452 122 360 170',
  nodes: {
    unconfirmed: [83, 268, 134],
    valid: [310, 148, 100],
    token_required: [532, 66, 156],
    invalid: [558, 268, 104],
    expired: [872, 98, 104],
    deleted: [872, 268, 104],
  },
  edges: {
    'none-valid': { path: 'M34 170H306', head: [306, 170, 0], label: [178, 160, 'middle', 1] },
    'none-unconfirmed': {
      path: 'M27 178V262Q27 290 55 290H79',
      head: [79, 290, 0], label: [36, 240, 'start', 1],
    },
    'unconfirmed-valid': {
      path: 'M219 290H312Q340 290 340 262V197',
      head: [340, 197, -90], label: [262, 281, 'middle', -1],
    },
    'valid-token_required': {
      path: 'M388 146C420 84 470 74 527 80',
      head: [527, 80, 6], label: [368, 63, 'start', -1],
    },
    'token_required-valid': {
      path: 'M530 104C486 108 452 122 414 156',
      head: [414, 156, 138.2], label: [486, 138, 'start', 1],
    },
    'valid-invalid': {
      path: 'M403 194C436 240 480 276 552 280',
      head: [552, 280, 3.2], label: [440, 222, 'start', 1],
    },
    'invalid-valid': {
      path: 'M556 302C470 312 398 274 374 199',
      head: [374, 199, -107.7], label: [448, 316, 'middle', 1],
    },
    'token_required-invalid': { path: 'M640 112V261', head: [640, 261, 90], label: [650, 186, 'start', 1] },
    'invalid-token_required': { path: 'M588 266V117', head: [588, 117, -90], label: [580, 196, 'end', 1] },
    'any-expired': { path: 'M722 120H866', head: [866, 120, 0], label: [794, 111, 'middle', -1] },
    'any-deleted': { path: 'M722 290H866', head: [866, 290, 0], label: [794, 281, 'middle', -1] },
    'expired-deleted': { path: 'M924 144V261', head: [924, 261, 90], label: [933, 206, 'start', 1] },
    'expired-token_required': {
      path: 'M924 96V42Q924 14 896 14H638Q610 14 610 42V59',
      head: [610, 59, 90], label: [720, 26, 'middle', 1],
    },
    'expired-valid': {
      path: 'M924 96V42Q924 14 896 14H388Q360 14 360 42V141',
      head: [360, 141, 90], label: [468, 26, 'middle', 1],
    },
    'loop-unconfirmed': {
      path: 'M128 266C120 232 180 232 172 265',
      head: [172, 265, 103.6], label: [150, 230, 'middle', -1],
    },
    'loop-valid': {
      path: 'M328 146C296 118 330 96 342 141',
      head: [342, 141, 75.1], label: [318, 112, 'end', -1],
    },
    'loop-token_required': {
      path: 'M668 66C668 34 720 42 692 78',
      head: [692, 78, 127.9], label: [710, 58, 'start', -1],
    },
    'loop-invalid': {
      path: 'M640 314C654 348 700 336 664 306',
      head: [664, 306, -140.2], label: [680, 330, 'start', 1],
    },
    'loop-expired': {
      path: 'M962 100C980 70 1012 96 980 116',
      head: [980, 116, 148], label: [990, 84, 'start', -1],
    },
  },
};

export const portrait = {
  viewBox: '0 0 320 366', box: [4, 14, 312, 240, 20], boxName: [222, 248], start: [20, 40, 6], glow: 120,
  ghost: 'M20 40H208C166 112 128 128 88 206C166 160 192 118 208 40',
  nodes: {
    unconfirmed: [15, 78, 118],
    valid: [164, 18, 88],
    token_required: [14, 184, 148],
    invalid: [208, 184, 96],
    expired: [40, 300, 96],
    deleted: [208, 300, 96],
  },
  edges: {
    'none-valid': { path: 'M28 40H156', head: [156, 40, 0], label: [92, 34, 'middle', 1] },
    'none-unconfirmed': { path: 'M20 47V72', head: [20, 72, 90], label: [26, 64, 'start', 1] },
    'unconfirmed-valid': {
      path: 'M134 100Q184 100 194 70',
      head: [194, 70, -71.6], label: [160, 114, 'middle', 1],
    },
    'valid-token_required': {
      path: 'M184 63C166 112 128 128 104 176',
      head: [104, 176, 116.6], label: [130, 140, 'end', 1],
    },
    'token_required-valid': {
      path: 'M136 183C166 160 192 118 202 71',
      head: [202, 71, -78], label: [176, 158, 'middle', 1],
    },
    'valid-invalid': {
      path: 'M226 63C246 104 256 132 258 176',
      head: [258, 176, 87.4], label: [262, 128, 'start', 1],
    },
    'invalid-valid': {
      path: 'M238 183C220 150 214 116 212 71',
      head: [212, 71, -92.5], label: [232, 150, 'middle', 1],
    },
    'token_required-invalid': { path: 'M163 198H200', head: [200, 198, 0], label: [184, 192, 'middle', 1] },
    'invalid-token_required': { path: 'M207 214H170', head: [170, 214, 180], label: [184, 230, 'middle', 1] },
    'any-expired': { path: 'M88 254V291', head: [88, 291, 90], label: [96, 276, 'start', 1] },
    'any-deleted': { path: 'M256 254V291', head: [256, 291, 90], label: [264, 276, 'start', 1] },
    'expired-deleted': { path: 'M137 322H200', head: [200, 322, 0], label: [170, 316, 'middle', 1] },
    'expired-token_required': { path: 'M66 299V237', head: [66, 237, -90], label: [60, 288, 'end', 1] },
    'expired-valid': {
      path: 'M124 299C196 262 182 140 205 72',
      head: [205, 72, -71.3], label: [186, 276, 'middle', 1],
    },
    'loop-unconfirmed': {
      path: 'M60 77C56 54 98 54 92 70',
      head: [92, 70, 110.6], label: [98, 66, 'start', 1],
    },
    'loop-valid': {
      path: 'M240 24C262 -2 288 30 260 42',
      head: [260, 42, 156.8], label: [284, 26, 'start', 1],
    },
    'loop-token_required': {
      path: 'M36 229C34 250 78 250 74 236',
      head: [74, 236, -105.9], label: [84, 248, 'start', 1],
    },
    'loop-invalid': {
      path: 'M272 229C272 250 306 246 296 236',
      head: [296, 236, -135], label: [266, 246, 'end', 1],
    },
    'loop-expired': {
      path: 'M40 336C20 350 50 366 62 350',
      head: [62, 350, -53.1], label: [66, 366, 'start', 1],
    },
  },
};
