using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Programs;

/// <summary>
/// The imports of programs from other installations. The feature of operations implements this interface, because imports
/// depend on programs.
/// </summary>
public interface IProgramImports
{
    /// <summary>Whether an import of the program was begun. The program exists once the import has ended.</summary>
    Task<bool> IsBegunAsync(ProgramSlug program, CancellationToken cancellationToken);
}
