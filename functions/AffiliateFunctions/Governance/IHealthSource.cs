namespace AffiliateFunctions.Governance;

/// <summary>Something in a feature that needs a person, and makes the health of the app degraded.</summary>
public interface IHealthSource
{
    /// <summary>The name in <c>reasons</c>, such as <c>rejected_batches</c>.</summary>
    string Reason { get; }

    /// <summary>Whether a person is needed. The answer costs one request to storage at most.</summary>
    Task<bool> IsPresentAsync(CancellationToken cancellationToken);
}
