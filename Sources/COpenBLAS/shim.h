#include <cblas.h>
#include <stddef.h>

/* LAPACK's Fortran routines: Debian's OpenBLAS is built without LAPACKE, its C interface.
   Every argument is a pointer; matrices are column-major; integers have 32 bits. The lengths of
   the character arguments follow at the end, as gfortran passes them. */

void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda,
             double *w, double *work, const int *lwork, int *iwork, const int *liwork, int *info,
             size_t jobz_length, size_t uplo_length);

void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info,
             size_t uplo_length);

void dpotrs_(const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda,
             double *b, const int *ldb, int *info, size_t uplo_length);

void dpocon_(const char *uplo, const int *n, const double *a, const int *lda,
             const double *anorm, double *rcond, double *work, int *iwork, int *info,
             size_t uplo_length);
