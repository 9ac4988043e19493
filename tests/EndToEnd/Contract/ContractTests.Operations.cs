namespace EndToEnd.Contract;

/// <summary>The operations that need the master key.</summary>
public sealed partial class ContractTests
{
    private async Task OperateAsync()
    {
        await _client.GetAsync("/api/admin/reencrypt");
        await _client.PostAsync("/api/admin/reencrypt", null);
    }
}
