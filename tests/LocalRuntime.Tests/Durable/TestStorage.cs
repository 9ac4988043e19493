namespace AffiliateFunctions.LocalRuntime.Tests.Durable;
internal static class TestStorage
{
    public static string Connection => "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;TableEndpoint=http://127.0.0.1:21002/devstoreaccount1;QueueEndpoint=http://127.0.0.1:21001/devstoreaccount1;BlobEndpoint=http://127.0.0.1:21000/devstoreaccount1";
}
