throw new Error('broken at the top');
export default 1;
