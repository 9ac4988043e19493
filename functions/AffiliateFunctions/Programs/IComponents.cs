using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Programs;

/// <summary>Reads the operating components of programs, for other features.</summary>
public interface IComponents
{
    /// <summary>The components of a program that are defined.</summary>
    Task<IReadOnlyList<OperatingComponent>> ComponentsAsync(ProgramSlug slug, CancellationToken cancellationToken);
}
