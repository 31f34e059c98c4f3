export default { name: 'no experiment' };
