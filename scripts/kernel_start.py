"""A mixin for nbclient's classes that starts the kernel of a notebook."""

MOST_STARTS = 3  # of a kernel, before it answers


class StartsAgain:
    """Starts a kernel again that ended before it answered.

    Jupyter looks for free ports, and the kernel takes them later: another kernel may be faster.
    """

    def start_new_kernel_client(self, **options):
        for _ in range(MOST_STARTS - 1):
            try:
                return super().start_new_kernel_client(**options)
            except RuntimeError:
                self.create_kernel_manager()
                self.start_new_kernel()
        return super().start_new_kernel_client(**options)
