using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>Rows of one kind that are removed after a time.</summary>
public interface IExpiringRows
{
    /// <summary>The rows, as the log names them.</summary>
    string Name { get; }

    /// <summary>
    /// Removes rows of a program that have expired, in transactions. An interrupted removal continues with the next call.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="now">The present time.</param>
    /// <param name="atMost">How many rows are removed at most.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The number of removed rows.</returns>
    Task<int> RemoveAsync(ProgramSlug program, DateTimeOffset now, int atMost, CancellationToken cancellationToken);
}
